#include "client/key_issuer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "privilege/scope_set.hpp"
#include "rotation/journal.hpp"
#include "sanitize/date_time.hpp"

namespace cfy::client {
namespace {

using nlohmann::json;

constexpr std::string_view kMark = ".rot-";
constexpr std::size_t kRequestSize = 32;
constexpr std::size_t kLongestName = 256;
// Names and scopes are short, and no more than two application keys live.
constexpr const char* kAll = R"({"limit":100})";

// What was before the mark of a rotation, and the request in it; the whole name if it bears none.
std::pair<std::string, std::string> split_name(const std::string& name) {
  const std::size_t mark = name.rfind(kMark);
  if (mark == std::string::npos || name.size() != mark + kMark.size() + kRequestSize) return {name, {}};
  return {name.substr(0, mark), name.substr(mark + kMark.size())};
}

std::string name_for(const std::string& base, const std::string& request) {
  return base.substr(0, kLongestName - kMark.size() - kRequestSize) + std::string(kMark) + request;
}

std::chrono::system_clock::time_point made_of(const json& key) {
  return std::chrono::system_clock::from_time_t(
      sanitize::unix_seconds_of(key.at("created_at").get_ref<const std::string&>()).value_or(0));
}

Result<json> call(Client& client, const char* operation, const std::string& arguments,
                  const std::string& idempotency_key = {}) {
  CallOptions options;
  options.idempotency_key = idempotency_key;
  const auto answer = client.call(operation, arguments, options);
  if (!answer) return answer.error();
  return json::parse(answer->json());  // has been held to its schema
}

Result<void> revoke_one(Client& client, const char* operation, const std::string& id) {
  const auto answer = call(client, operation, json{{"id", id}}.dump());
  if (!answer && answer.error().code != ErrorCode::not_found) return answer.error();
  return {};
}

// Whoever takes scopes away never gives any.
Result<void> narrow(json& draft, const std::string& scope) {
  if (scope.empty()) return {};
  const auto wanted = privilege::ScopeSet::parse(scope);
  if (!wanted) return wanted.error();
  const privilege::ScopeSet granted(draft.at("scopes").get<std::vector<std::string>>());
  if (granted.covers(*wanted)) {
    draft["scopes"] = wanted->names();
    return {};
  }
  Error error = make_error(ErrorCode::permission, "The new key would have more than the old one, which has " +
                                                      granted.text() + "; name no other scopes.");
  error.field = "scope";
  error.rule = "scope_wider";
  return error;
}

}  // namespace

Result<Client*> KeyIssuer::client_with(const secrets::Secret& key) {
  const auto digest = rotation::digest_of_value(key);
  if (!digest) return digest.error();
  std::shared_ptr<Client>& client = clients_[*digest];
  if (client) return client.get();
  SettingArguments settings = options_.settings;
  if (auto set = settings.set_secret("api_key", key); !set) return std::move(set).error();
  auto made = Client::make(settings);
  if (!made) return std::move(made).error();
  client = *std::move(made);
  return client.get();
}

Result<Client*> KeyIssuer::client_of(const secrets::Secret& with) {
  return client_with(independent() ? options_.authority : with);
}

Result<std::vector<rotation::Live>> KeyIssuer::list(const secrets::Secret& with) {
  const auto client = client_of(with);
  if (!client) return client.error();
  const auto page = call(**client, "keys.list", kAll);
  if (!page) return page.error();
  std::vector<rotation::Live> all;
  for (const json& key : page->at("keys")) {
    const auto [name, request] = split_name(key.at("name"));
    all.push_back({key.at("id"), request, made_of(key), json{{"name", name}, {"scopes", key.at("scopes")}}.dump()});
  }
  return all;
}

Result<std::string> KeyIssuer::terms_of_successor(const std::string& terms) {
  json draft = json::parse(terms);
  if (auto narrowed = narrow(draft, options_.scope); !narrowed) return std::move(narrowed).error();
  return draft.dump();
}

Result<rotation::Issued> KeyIssuer::create(const std::string& request, const std::string& terms,
                                           const secrets::Secret& with) {
  const auto client = client_of(with);
  if (!client) return client.error();
  json draft = json::parse(terms);
  draft["name"] = name_for(draft.at("name"), request);
  auto answer = call(**client, "keys.create", draft.dump(), request);
  if (!answer) return std::move(answer).error();
  auto& text = answer->at("key").get_ref<std::string&>();
  auto value = secrets::Secret::copy_of(text);
  secrets::wipe(text);
  if (!value) return std::move(value).error();
  return rotation::Issued{answer->at("id"), *std::move(value), made_of(*answer)};
}

// As it will be used: one that rotates itself has to see the keys, and itself among them.
Result<void> KeyIssuer::verify(const rotation::Issued& fresh) {
  const auto client = client_with(fresh.value);
  if (!client) return client.error();
  if (independent()) {
    const auto answer = call(**client, "status.get", "{}");
    return answer ? Result<void>() : Result<void>(answer.error());
  }
  const auto live = list(fresh.value);
  if (!live) return live.error();
  const bool listed = std::any_of(live->begin(), live->end(), [&](const auto& each) { return each.id == fresh.id; });
  if (listed) return {};
  return make_error(ErrorCode::authentication, "The platform accepts the new key, but does not list it.");
}

Result<void> KeyIssuer::revoke(const std::string& id, const secrets::Secret& with) {
  const auto client = client_of(with);
  if (!client) return client.error();
  return revoke_one(**client, "keys.revoke", id);
}

Result<void> KeyIssuer::revoke_family(const secrets::Secret& with) {
  if (!options_.revoke_grants) return {};
  const auto client = client_of(with);
  if (!client) return client.error();
  for (;;) {
    const auto page = call(**client, "grants.list", kAll);
    if (!page) return page.error();
    if (page->at("grants").empty()) return {};
    for (const json& grant : page->at("grants")) {
      if (auto revoked = revoke_one(**client, "grants.revoke", grant.at("id")); !revoked) return revoked;
    }
  }
}

}  // namespace cfy::client
