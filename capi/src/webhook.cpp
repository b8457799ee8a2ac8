#include "connectify/webhook.h"

#include "base/clock.hpp"
#include "client/webhook.hpp"
#include "guard.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::capi::text_argument;
using cfy::capi::utf8_argument;
using cfy::client::HeaderFields;
using cfy::client::WebhookEvent;
using cfy::client::WebhookVerifier;

struct cfy_webhook_verifier {
  WebhookVerifier verifier;
};

namespace {

constexpr std::int64_t kLatest = 253402300799;  // the end of the year 9999

Result<std::int64_t> time_argument(std::int64_t at) {
  if (at == CFY_WEBHOOK_NOW) return std::chrono::system_clock::to_time_t(cfy::system_clock().wall_now());
  if (at >= 0 && at <= kLatest) return at;
  return cfy::validation_error("at", "range", "at must be Unix seconds of the years 1970 to 9999, or CFY_WEBHOOK_NOW.");
}

// An empty body has no pointer in many languages.
Result<std::string_view> body_argument(const void* body, std::size_t size) {
  if (body == nullptr && size != 0) return null_error("body");
  return size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(body), size);
}

nlohmann::ordered_json text_or_null(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
}

std::string event_json(const WebhookEvent& event) {
  nlohmann::ordered_json json = {{"id", text_or_null(event.id)}, {"type", text_or_null(event.type)}};
  json["signed_at"] = event.signed_at ? nlohmann::ordered_json(*event.signed_at) : nlohmann::ordered_json();
  json["verified_at"] = event.verified_at;
  return json.dump();
}

void add_values(HeaderFields& fields, const std::string& name, const nlohmann::ordered_json& value) {
  if (value.is_string()) fields.emplace_back(name, value.get<std::string>());
  if (!value.is_array()) return;  // a number is no header's value: the header counts as absent, and is refused so
  for (const auto& each : value) add_values(fields, name, each);
}

// Runs one of the two ways to verify, which has checked its own arguments.
template <class Verify>
cfy_error* verify(cfy_webhook_verifier* verifier, const void* body, std::size_t body_size, std::int64_t at,
                  cfy_buffer** out, Verify&& judge) noexcept {
  return guard([&]() -> Result<void> {
    if (out != nullptr) *out = nullptr;
    if (verifier == nullptr) return null_error("verifier");
    const Result<std::string_view> bytes = body_argument(body, body_size);
    if (!bytes) return bytes.error();
    const Result<std::int64_t> now = time_argument(at);
    if (!now) return now.error();
    const Result<WebhookEvent> event = judge(verifier->verifier, *bytes, *now);
    if (!event) return event.error();
    if (out != nullptr) *out = new cfy_buffer{event_json(*event)};
    return {};
  });
}

}  // namespace

cfy_error* cfy_webhook_verifier_new(cfy_webhook_verifier** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = new cfy_webhook_verifier;
    return {};
  });
}

cfy_error* cfy_webhook_verifier_add_secret(cfy_webhook_verifier* verifier, const cfy_secret* secret) {
  return guard([&]() -> Result<void> {
    if (verifier == nullptr) return null_error("verifier");
    if (secret == nullptr) return null_error("secret");
    return verifier->verifier.add_secret(secret->secret.reveal());
  });
}

cfy_error* cfy_webhook_verifier_add_secret_file(cfy_webhook_verifier* verifier, const char* path) {
  return guard([&]() -> Result<void> {
    if (verifier == nullptr) return null_error("verifier");
    const Result<std::string_view> name = text_argument(path, CFY_NUL_TERMINATED, "path");
    if (!name) return name.error();
    return verifier->verifier.add_secret_file(std::string(*name));
  });
}

cfy_error* cfy_webhook_verifier_set(cfy_webhook_verifier* verifier, const char* name, const char* value, size_t size) {
  return guard([&]() -> Result<void> {
    if (verifier == nullptr) return null_error("verifier");
    const Result<std::string_view> key = utf8_argument(name, CFY_NUL_TERMINATED, "name");
    if (!key) return key.error();
    const Result<std::string_view> text = utf8_argument(value, size, "value");
    if (!text) return text.error();
    return verifier->verifier.set(*key, *text);
  });
}

size_t cfy_webhook_verifier_max_body(const cfy_webhook_verifier* verifier) {
  return verifier == nullptr ? 0 : verifier->verifier.max_body();
}

int cfy_webhook_status(const char* rule) { return cfy::client::webhook_status(rule == nullptr ? "" : rule); }

cfy_error* cfy_webhook_verify(cfy_webhook_verifier* verifier, const char* signature, size_t signature_size,
                              const char* timestamp, size_t timestamp_size, const void* body, size_t body_size,
                              int64_t at, cfy_buffer** event) {
  return verify(verifier, body, body_size, at, event,
                [&](WebhookVerifier& judge, std::string_view bytes, std::int64_t now) -> Result<WebhookEvent> {
                  const Result<std::string_view> signed_with = text_argument(signature, signature_size, "signature");
                  if (!signed_with) return signed_with.error();
                  if (timestamp == nullptr) return judge.verify(*signed_with, std::nullopt, bytes, now);
                  const Result<std::string_view> time = text_argument(timestamp, timestamp_size, "timestamp");
                  if (!time) return time.error();
                  return judge.verify(*signed_with, *time, bytes, now);
                });
}

cfy_error* cfy_webhook_verify_headers(cfy_webhook_verifier* verifier, const cfy_params* headers, const void* body,
                                      size_t body_size, int64_t at, cfy_buffer** event) {
  return verify(verifier, body, body_size, at, event,
                [&](WebhookVerifier& judge, std::string_view bytes, std::int64_t now) -> Result<WebhookEvent> {
                  if (headers == nullptr) return null_error("headers");
                  HeaderFields fields;
                  const auto members = nlohmann::ordered_json::parse(headers->members.json());
                  for (const auto& [name, value] : members.items()) add_values(fields, name, value);
                  return judge.verify(fields, bytes, now);
                });
}

void cfy_webhook_verifier_free(cfy_webhook_verifier* verifier) { delete verifier; }
