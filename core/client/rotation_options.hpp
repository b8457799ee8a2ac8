#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "client/alert.hpp"
#include "client/settings.hpp"
#include "rotation/credential_store.hpp"
#include "rotation/rotator.hpp"
#include "secrets/secret.hpp"

namespace cfy::client {

// What is rotated, where the new value goes, and by which terms.
struct RotationOptions {
  std::string credential = "api_key";  // or `webhook:ID`, or `command:…` (rotation::CommandIssuer)
  std::string target;                  // see make_target(); empty: where the setting api_key comes from
  std::string state;                   // the folder of journal and log; empty: rotation/ in the state folder
  std::string journal;                 // a Redis that several hosts share (store::RedisUrl); empty: a file in `state`
  rotation::Terms terms;
  secrets::Secret authority;  // empty: none
  std::string scope;          // of an API key's successor, less than its own; empty: the same
  bool revoke_grants = false;
  AlertTargets alerts;

  // Sets `credential`, `target`, `state`, `journal`, `overlap` (seconds, 0 to 30 days), `warn_days`, `due_days`, `unhealthy_days`,
  // `current_id`, `scope` (names with spaces or commas), `authority` (a key, or a reference to one), `revoke_grants` (true or false), `alert_command` or
  // `alert_url` (https). Fails (validation) for another name, with the nearest known one, and for a value that will not
  // do; as secrets::retrieve() for a reference that leads nowhere.
  Result<void> set(std::string_view name, std::string_view value);

  // The credential's name in journal and log: of a command, its program alone.
  [[nodiscard]] std::string credential_name() const;
};

// `file:/path` (the value alone), `env-file:/path#NAME`, `json-file:/path#MEMBER` or `command:…` (see
// rotation::CommandStore). Fails (validation, field `target`) for anything else.
Result<std::unique_ptr<rotation::CredentialStore>> make_target(std::string_view text);

// The target that the setting api_key is read from. Fails (configuration, field `target`) where that can't be written to.
Result<std::string> target_of_api_key(const SettingArguments& arguments);

}  // namespace cfy::client
