#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "client/credential_source.hpp"
#include "managers/manager.hpp"
#include "rotation/policy.hpp"
#include "secrets/secret.hpp"

namespace cfy::managers {
class Managers;
}  // namespace cfy::managers

namespace cfy::client {

enum class Environment { sandbox, development, staging, production };
std::string_view environment_name(Environment environment) noexcept;

// One row of what `doctor` shows: which source answered for a setting.
struct SettingOrigin {
  std::string name;  // snake_case, as in the configuration table
  Source source = Source::none;
  std::string detail;     // the variable's name or the file's path; empty if there is none
  std::string reference;  // where that says the secret is kept, as far as it may be shown; empty if it holds the value
  std::string shown;      // the value (a proxy's without its password), or Secret::describe(); empty where it is bad
  std::optional<std::chrono::system_clock::time_point> changed_at;  // when the file that holds it was last written
  std::optional<std::chrono::system_clock::time_point> expires_at;  // of a secret, as its source says
  std::optional<rotation::Health> health;  // of a secret whose last change is known, by the platform's policy
};

// A setting whose value is in a secret manager.
struct ManagedSetting {
  std::string name;
  std::string reference;
  managers::Value value;  // as it was fetched when the settings were resolved
};

// Everything a client needs to know, resolved once, checked, with its origins. The defaults are in the table
// (settings_table.cpp), not here. Credentials that begin with `cfy_` have the right kind, length and checksum; others
// are taken as they are, since an operator may run a compatible platform: 1 to 4096 visible ASCII characters, no
// spaces.
struct Settings {
  secrets::Secret api_key;          // empty if none
  CredentialSource api_key_source;  // where it can be had again
  secrets::Secret api_secret;       // empty if none
  Environment environment{};
  std::string base_url;  // https, no trailing slash, no userinfo, query or fragment
  std::string client_id;
  secrets::Secret client_secret;
  std::string redirect_uri;
  std::string scope;  // scope-tokens of RFC 6749 section 3.3, one space between; what is known to be granted
  std::vector<std::string> operations;  // that will be called, for a login that names no scope
  std::string role;                     // the same, as a built-in role
  bool check_scopes = false;            // whether a call that lacks a scope is refused before it is sent
  bool record_usage = false;            // whether it is counted what the credential is used for
  std::string state_folder;  // for such counts, and the record of reviews; empty if there is no place for them
  std::string issuer;        // of access tokens; https
  std::string
      client_authentication;  // empty: by what there is; else none, basic, post, private_key_jwt, tls_client_auth
  secrets::Secret client_private_key;      // PEM; empty if none
  std::string grant;                       // empty: by what there is; else login, client_credentials
  std::string resource;                    // empty: the server's choice
  bool dpop = false;                       // tokens are bound to a key of ours
  bool auto_refresh = false;               // calls renew a token that comes to its end
  std::string browser;                     // a command; empty: the system's browser
  std::string token_store;                 // a file's path, `memory`, or a Redis; empty: the user's own file
  secrets::Secret token_store_password;    // of that Redis; empty: it asks for none
  secrets::Secret token_store_passphrase;  // empty: the key lies in a file beside the file
  std::chrono::milliseconds timeout{};
  std::chrono::milliseconds connect_timeout{};
  int max_retries = 0;       // of one call
  int circuit_failures = 0;  // in a row, after which a host gets a rest; 0: never
  bool follow_redirects = false;
  std::string log_level;  // DEBUG, INFO, WARNING, ERROR
  bool debug = false;
  std::string proxy;            // empty: none; the environment's proxies are never used by themselves
  std::string ca_file;          // empty: the system's store
  std::string tls_min_version;  // 1.2 or 1.3
  std::string tls_pins;         // empty: none; else well-formed, see tls/pins.hpp
  std::string tls_pins_expire;  // empty: never; else a time
  bool tls_pins_report_only = false;
  std::string client_certificate;  // empty: none is shown
  std::string client_key;
  std::string crl_file;                // empty: revocation lists are not asked
  std::string ocsp;                    // off, when_offered, required
  std::vector<SettingOrigin> origins;  // one for every setting, in the table's order
  std::vector<ManagedSetting> managed;
  std::shared_ptr<managers::Managers> opened_managers;  // that they came from; null if there are none
};

// The settings a caller gave by name. Absent is "no value"; the next source is asked.
class SettingArguments {
 public:
  // Refuses (configuration, field = name) an unknown name (with the nearest known one), an embedded NUL and invalid
  // UTF-8. All other checks of the value wait for resolve_settings(). Setting a name again replaces its value; an empty
  // value takes it back.
  Result<void> set(std::string_view name, std::string_view value);
  Result<void> set_secret(std::string_view name, secrets::Secret value);

  // Valid until the name is set again.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

 private:
  std::map<std::string, secrets::Secret, std::less<>> values_;
};

// Resolves the configuration table of the service's specification, by its order of sources. In the place of a secret may
// stand a reference to it (secrets/reference.hpp, managers/reference.hpp), which is followed; a file that nobody chose, such as a `.env` that
// happens to lie in the working directory, may not name a command to run. Fails (configuration) with
// the first problem; its field is the setting's name, or the unknown name that a file holds. Reads the process's
// environment: no other thread may change that meanwhile.
Result<Settings> resolve_settings(const SettingArguments& arguments);

// The state folder alone, for what needs no credential; empty if there is no place for one.
Result<std::string> resolve_state_folder(const SettingArguments& arguments);

// The origins of all settings for `doctor`, also when some of them are bad, and every problem.
struct Diagnosis {
  std::vector<SettingOrigin> origins;
  std::vector<Error> problems;
  Settings settings;  // whole where there is no problem
};
Diagnosis diagnose_settings(const SettingArguments& arguments);

}  // namespace cfy::client
