#include <chrono>
#include <memory>
#include <stdexcept>

#include "sandbox/envelope.hpp"
#include "sandbox/random.hpp"
#include "sandbox/records.hpp"
#include "sandbox/routes.hpp"
#include "sandbox/text.hpp"
#include "secrets/credential.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostKeys = 2;

std::string new_secret(secrets::CredentialKind kind) {
  const auto secret = secrets::make_credential(kind, true);
  if (!secret) throw std::runtime_error(secret.error().message);
  return std::string(secret->reveal());
}

Reply create_webhook(Database& database, const Clock& clock, const Call& call) {
  if (!call.body.at("url").get_ref<const std::string&>().starts_with("https://")) {
    return failure(422, "VALIDATION_FAILED", "Deliveries go to https addresses alone.", "url: scheme");
  }
  json webhook = {{"id", "wh_" + random_base32(12)}, {"created_at", rfc3339(clock.wall_now())}};
  webhook.update(call.body);
  RecordStore(database, "webhooks").insert(webhook.at("id").get<std::string>(), webhook);
  // What is kept has no secret in it: it is shown this once.
  webhook["secret"] = new_secret(secrets::CredentialKind::webhook_secret);
  return success(201, webhook);
}

Reply roll_secret(Database& database, const Clock& clock, const Call& call) {
  if (!RecordStore(database, "webhooks").find(id_of(call))) return no_such("webhook");
  return success(200, {{"id", id_of(call)},
                       {"secret", new_secret(secrets::CredentialKind::webhook_secret)},
                       {"previous_expires_at", rfc3339(clock.wall_now() + std::chrono::hours(24))}});
}

Reply create_key(Authenticator& authenticator, Database& database, const ScopeSet& known, const Call& call) {
  Database::Transaction transaction(database);
  if (authenticator.count_application_keys() >= kMostKeys) {
    return failure(409, "KEY_LIMIT_REACHED", "Two keys live already; revoke one before you make another.");
  }
  const auto scopes = expand_scopes(call.body.at("scopes").get<std::vector<std::string>>(), known);
  if (!scopes) return failure(422, "VALIDATION_FAILED", scopes.error().message, "scopes: unknown_scope");
  if (auto refusal = check_scopes(call.principal, {scopes->begin(), scopes->end()})) return std::move(*refusal);
  const KeyTerms terms{.application = true, .days = call.body.value("expires_in_days", std::int64_t{0})};
  const auto key = authenticator.make_key(call.body.at("name").get<std::string>(), *scopes, terms);
  if (!key) throw std::runtime_error(key.error().message);
  json answer = authenticator.describe_key(key->reveal()).value();
  answer["key"] = key->reveal();
  transaction.commit();
  return success(201, answer);
}

Reply revoke_key(Authenticator& authenticator, Database& database, const Clock& clock, const Call& call) {
  if (!authenticator.revoke_key(id_of(call))) return no_such("key");
  record_event(database, clock, {{"type", "key.revoked"}, {"data", {{"key_id", id_of(call)}}}});
  return success(200, {{"id", id_of(call)}, {"deleted", true}});
}

}  // namespace

void add_key_routes(HandlerTable& handlers, Database& database, const ScopeSet& known, const Clock& clock) {
  const auto authenticator = std::make_shared<Authenticator>(database, clock);
  handlers["webhooks.list"] = [&](const Call& call) { return RecordStore(database, "webhooks").page(call); };
  handlers["webhooks.create"] = [&](const Call& call) { return create_webhook(database, clock, call); };
  handlers["webhooks.delete"] = [&](const Call& call) {
    if (!RecordStore(database, "webhooks").remove(id_of(call))) return no_such("webhook");
    return success(200, {{"id", id_of(call)}, {"deleted", true}});
  };
  handlers["webhooks.roll_secret"] = [&](const Call& call) { return roll_secret(database, clock, call); };
  handlers["keys.list"] = [authenticator](const Call& call) {
    return success(200, authenticator->page_of_keys(call.arguments.at("limit"), call.arguments.at("offset")));
  };
  handlers["keys.create"] = [&, authenticator, known](const Call& call) {
    return create_key(*authenticator, database, known, call);
  };
  handlers["keys.revoke"] = [&, authenticator](const Call& call) {
    return revoke_key(*authenticator, database, clock, call);
  };
}

}  // namespace cfy::sandbox
