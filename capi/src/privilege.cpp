#include "connectify/privilege.h"

#include <array>
#include <optional>

#include <nlohmann/json.hpp>

#include "base/closest.hpp"
#include "client/posture_report.hpp"
#include "client/scope_review.hpp"
#include "guard.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::capi::utf8_argument;

struct cfy_review {
  std::shared_ptr<cfy::client::Client> client;
  cfy::client::ScopeReviewRequest request;
};

struct cfy_posture {
  cfy::client::SettingArguments arguments;
  cfy::client::PostureRequest request;
  std::optional<cfy::privilege::Posture> posture;
};

namespace {

struct Form {
  std::string_view name;
  std::string (*write)(const cfy::privilege::Posture&);
};
constexpr std::array<Form, 3> kForms = {{{"json", cfy::privilege::posture_json},
                                         {"sarif", cfy::privilege::posture_sarif},
                                         {"html", cfy::privilege::posture_html}}};

Result<const Form*> find_form(std::string_view name) {
  std::array<std::string_view, kForms.size()> names;
  for (std::size_t i = 0; i < kForms.size(); ++i) {
    if (kForms[i].name == name) return &kForms[i];
    names[i] = kForms[i].name;
  }
  return cfy::validation_error("form", "unknown_form",
                               "There is no form of that name." + cfy::did_you_mean(name, names));
}

template <class Handle>
cfy_error* set_option(Handle* handle, const char* argument, const char* name, const char* value, size_t size) {
  return guard([&]() -> Result<void> {
    if (handle == nullptr) return null_error(argument);
    if (name == nullptr) return null_error("name");
    const Result<std::string_view> text = utf8_argument(value, size, "value");
    if (!text) return text.error();
    return handle->request.set(name, *text);
  });
}

}  // namespace

cfy_error* cfy_client_as_role(const cfy_client* client, const char* role, const char* roles, size_t roles_size,
                              cfy_client** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (client == nullptr) return null_error("client");
    const Result<std::string_view> name = utf8_argument(role, CFY_NUL_TERMINATED, "role");
    if (!name) return name.error();
    Result<std::string_view> document = std::string_view();
    if (roles != nullptr) document = utf8_argument(roles, roles_size, "roles");
    if (!document) return document.error();
    auto narrowed = client->client->as_role(*name, *document);
    if (!narrowed) return std::move(narrowed).error();
    *out = new cfy_client{*std::move(narrowed)};
    return {};
  });
}

cfy_error* cfy_client_explain(const cfy_client* client, const char* operation, const char* resource, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (client == nullptr) return null_error("client");
    const Result<std::string_view> name = utf8_argument(operation, CFY_NUL_TERMINATED, "operation");
    if (!name) return name.error();
    std::optional<std::string_view> id;
    if (resource != nullptr) {
      const Result<std::string_view> text = utf8_argument(resource, CFY_NUL_TERMINATED, "resource");
      if (!text) return text.error();
      id = *text;
    }
    const auto decision = client->client->explain(*name, id);
    if (!decision) return decision.error();
    const nlohmann::ordered_json json = {
        {"allowed", decision->allowed}, {"reason", decision->reason}, {"missing", decision->missing}};
    *out = new cfy_buffer{json.dump()};
    return {};
  });
}

cfy_error* cfy_review_new(const cfy_client* client, cfy_review** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (client == nullptr) return null_error("client");
    *out = new cfy_review{client->client, {}};
    return {};
  });
}

cfy_error* cfy_review_set(cfy_review* review, const char* name, const char* value, size_t size) {
  return set_option(review, "review", name, value, size);
}

cfy_error* cfy_review_run(const cfy_review* review, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (review == nullptr) return null_error("review");
    const auto result = cfy::client::review_scopes(*review->client, review->request);
    if (!result) return result.error();
    *out = new cfy_buffer{cfy::client::scope_review_json(*result)};
    return {};
  });
}

void cfy_review_free(cfy_review* review) { delete review; }

cfy_error* cfy_posture_new(const cfy_config* config, cfy_posture** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (config == nullptr) return null_error("config");
    *out = new cfy_posture{config->arguments, {}, {}};
    return {};
  });
}

cfy_error* cfy_posture_set(cfy_posture* posture, const char* name, const char* value, size_t size) {
  return set_option(posture, "posture", name, value, size);
}

cfy_error* cfy_posture_run(cfy_posture* posture) {
  return guard([&]() -> Result<void> {
    if (posture == nullptr) return null_error("posture");
    auto made = cfy::client::report_posture(posture->arguments, posture->request);
    if (!made) return std::move(made).error();
    posture->posture = *std::move(made);
    return {};
  });
}

cfy_error* cfy_posture_text(const cfy_posture* posture, const char* form, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (posture == nullptr) return null_error("posture");
    if (form == nullptr) return null_error("form");
    const Result<const Form*> wanted = find_form(form);
    if (!wanted) return wanted.error();
    if (!posture->posture) return cfy::validation_error("posture", "not_run", "Run the report first.");
    *out = new cfy_buffer{(*wanted)->write(*posture->posture)};
    return {};
  });
}

void cfy_posture_free(cfy_posture* posture) { delete posture; }
