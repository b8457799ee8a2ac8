#include "client/rotation.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/private_folder.hpp"
#include "client/client.hpp"
#include "client/key_issuer.hpp"
#include "client/state_files.hpp"
#include "client/stores.hpp"
#include "client/webhook_issuer.hpp"
#include "privilege/scope_set.hpp"
#include "rotation/credential_command.hpp"
#include "rotation/holders.hpp"
#include "rotation/journal.hpp"
#include "sanitize/date_time.hpp"
#include "secrets/command.hpp"
#include "store/file_store.hpp"

namespace cfy::client {

struct Rotation::Parts {
  std::unique_ptr<rotation::Issuer> issuer;
  std::unique_ptr<rotation::CredentialStore> target;
  std::shared_ptr<store::Store> state;
  std::string audit;
};

namespace {

Result<std::unique_ptr<rotation::Issuer>> make_issuer(const SettingArguments& settings,
                                                      const RotationOptions& options) {
  using Made = Result<std::unique_ptr<rotation::Issuer>>;
  const std::string_view credential = options.credential;
  if (credential.starts_with("command:")) {
    auto words = secrets::split_command_line(credential.substr(8));
    if (!words) return std::move(words).error();
    return Made(std::make_unique<rotation::CommandIssuer>(*std::move(words)));
  }
  if (credential.starts_with("webhook:")) {
    SettingArguments own = settings;
    if (!options.authority.empty()) {
      if (auto set = own.set_secret("api_key", options.authority); !set) return std::move(set).error();
    }
    auto client = Client::make(own);
    if (!client) return std::move(client).error();
    return Made(std::make_unique<WebhookIssuer>(*std::move(client), std::string(credential.substr(8))));
  }
  return Made(std::make_unique<KeyIssuer>(
      KeyIssuer::Options{settings, options.authority, options.scope, options.revoke_grants}));
}

Result<std::string> folder_of(const SettingArguments& settings, const RotationOptions& options) {
  if (!options.state.empty()) return options.state;
  const Result<std::string> state = resolve_state_folder(settings);
  if (!state) return state.error();
  if (!state->empty()) return rotation_folder(*state);
  return configuration_error("state", "There is no home for the state of rotations: say a folder (state).");
}

// A key that rotates itself has to be able to once more.
Result<void> check_scope(const RotationOptions& options) {
  if (options.scope.empty()) return {};
  if (options.credential != "api_key") {
    return configuration_error("scope", "Only an API key can be given less; leave the scope out.");
  }
  const auto scopes = privilege::ScopeSet::parse(options.scope);
  if (!scopes) return scopes.error();
  if (scopes->has("keys:admin") || !options.authority.empty()) return {};
  return configuration_error("scope",
                             "A key without keys:admin can't see itself through: say with authority which key revokes "
                             "the old one, and rotates this one from then on.");
}

Result<void> make_folder(const std::string& folder) {
  const std::error_code problem = make_private_folder(folder);
  if (!problem) return {};
  return configuration_error("state", folder + " can't be made: " + problem.message() + ".");
}

Result<std::shared_ptr<store::Store>> open_journal(const SettingArguments& arguments, const RotationOptions& options,
                                                   const std::string& folder) {
  if (!options.journal.empty()) {
    const auto settings = resolve_settings(arguments);
    if (!settings) return settings.error();
    return open_redis_store(*settings, options.journal, "rotation");
  }
  auto key = store::StoreKey::from_file(folder + "/journal.key");
  if (!key) return std::move(key).error();
  return std::shared_ptr<store::Store>(std::make_shared<store::FileStore>(folder + "/journal", *std::move(key)));
}

// Whether the error says no more than that another process is at it.
bool is_elsewhere(const Error& error) { return error.rule == "rotation_elsewhere" || error.rule == "lease_lost"; }

}  // namespace

Result<std::unique_ptr<Rotation>> Rotation::make(const SettingArguments& settings, RotationOptions options) {
  if (auto fits = options.terms.policy.check(); !fits) return std::move(fits).error();
  if (options.target.empty()) {
    if (options.credential != "api_key") {
      return configuration_error("target",
                                 "Where the new " + options.credential_name() + " goes is not said (target).");
    }
    auto target = target_of_api_key(settings);
    if (!target) return std::move(target).error();
    options.target = *std::move(target);
  }
  if (auto fits = check_scope(options); !fits) return std::move(fits).error();
  Parts parts;
  auto target = make_target(options.target);
  if (!target) return std::move(target).error();
  parts.target = *std::move(target);
  auto issuer = make_issuer(settings, options);
  if (!issuer) return std::move(issuer).error();
  parts.issuer = *std::move(issuer);
  const auto folder = folder_of(settings, options);
  if (!folder) return folder.error();
  if (auto made = make_folder(*folder); !made) return std::move(made).error();
  auto journal = open_journal(settings, options, *folder);
  if (!journal) return std::move(journal).error();
  parts.state = *std::move(journal);
  parts.audit = audit_in(*folder);
  return std::unique_ptr<Rotation>(new Rotation(settings, std::move(options), std::move(parts)));
}

Rotation::Rotation(const SettingArguments& settings, RotationOptions options, Parts parts)
    : settings_(settings),
      options_(std::move(options)),
      credential_(options_.credential_name()),
      issuer_(std::move(parts.issuer)),
      target_(std::move(parts.target)),
      state_(std::move(parts.state)),
      audit_(std::move(parts.audit)),
      rotator_({.credential = credential_, .issuer = *issuer_, .target = *target_, .state = *state_, .audit = audit_},
               options_.terms) {}

Result<rotation::AuditLog::History> Rotation::history(const SettingArguments& settings,
                                                      const RotationOptions& options) {
  const auto folder = folder_of(settings, options);
  if (!folder) return folder.error();
  return rotation::AuditLog(audit_in(*folder)).read();
}

Result<rotation::Outcome> Rotation::run(rotation::Order order) {
  auto outcome = rotator_.run(order);
  if (outcome || is_elsewhere(outcome.error())) return outcome;
  // The rotation's own failure is the one to be told.
  static_cast<void>(alert("failed", outcome.error().message));
  return outcome;
}

Result<rotation::Standing> Rotation::check() {
  auto standing = rotator_.standing();
  if (!standing) return standing;
  const bool due = standing->health >= rotation::Health::due;
  if (!due && !standing->clock_behind) return standing;
  const std::string_view late_or_due = standing->health == rotation::Health::unhealthy ? "late" : "due";
  const std::string_view event = standing->clock_behind ? "clock_behind" : late_or_due;
  if (auto told = alert(event, std::to_string(standing->age.count()) + " days old"); !told) {
    return std::move(told).error();
  }
  return standing;
}

Result<void> Rotation::acknowledge(const std::string& holder) {
  const auto current = target_->current();
  if (!current) return current.error();
  const auto digest = rotation::digest_of_value(*current);
  if (!digest) return digest.error();
  return rotation::Holders(*state_, credential_).report(holder, *digest);
}

Result<void> Rotation::alert(std::string_view event, std::string_view details) {
  const nlohmann::ordered_json json = {
      {"event", event},
      {"credential", credential_},
      {"details", details},
      {"at", sanitize::date_time_text(std::chrono::system_clock::to_time_t(system_clock().wall_now()))}};
  return send_alert(options_.alerts, settings_, json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace cfy::client
