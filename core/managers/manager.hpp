#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::managers {

using Time = std::chrono::system_clock::time_point;

// One secret, by its manager's own name for it; `field` is the member of a JSON object that holds several values (in
// Vault every secret is one). An empty field is the whole of it.
struct SecretName {
  std::string name;
  std::string field;
};

// Which of a secret's versions: by its id, by a stage that is marked on it, or the present one if both are empty.
struct VersionChoice {
  std::string version;
  std::string stage;
};

struct Version {
  std::string id;
  std::vector<std::string> stages;
  bool enabled = true;
  std::optional<Time> created_at;
  std::optional<Time> expires_at;
};

struct Value {
  secrets::Secret value;
  Version version;
  std::optional<std::chrono::seconds> lease;  // how long the manager says that it may be kept
};

// The id of the version that has to be the present one, so that nobody's write is lost; an empty id says that there is
// no such secret yet. nullopt: whatever is there.
using Expected = std::optional<std::string>;

// A remote secret manager. Any number of threads may use one; every call may block for as long as its timeout.
//
// Errors: authentication (the manager doesn't know us), permission, not_found (no such secret, version, stage or
// field), conflict (rule version_conflict: not the expected version), rate_limit, server, connection, timeout, tls,
// response (an answer that breaks the manager's own interface), configuration (what it needs to log in is missing).
// `api_code` is the manager's own code. No message holds a value.
class Manager {
 public:
  Manager() = default;
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;
  virtual ~Manager() = default;

  Result<Value> read(const SecretName& secret, const VersionChoice& choice);
  // The newest first.
  Result<std::vector<Version>> versions(const std::string& name);
  // Writes a new version and makes it the present one; a field's write keeps the other fields. A write whose answer was
  // lost is settled by what the manager holds afterwards, and never done twice; where that cannot be had either, the
  // error has the rule write_unsettled.
  Result<Version> write(const SecretName& secret, const secrets::Secret& value, const Expected& expected);
  // Moves a stage to a version.
  Result<void> mark(const std::string& name, const std::string& version, const std::string& stage);
  // No read of the present version or of a stage gives this version any more.
  Result<void> disable(const std::string& name, const std::string& version);

 private:
  // All names have been checked: nothing in them leads elsewhere in a URL.
  virtual Result<Value> do_read(const SecretName& secret, const VersionChoice& choice) = 0;
  virtual Result<std::vector<Version>> do_versions(const std::string& name) = 0;
  virtual Result<Version> do_write(const SecretName& secret, const secrets::Secret& value,
                                   const Expected& expected) = 0;
  virtual Result<void> do_mark(const std::string& name, const std::string& version, const std::string& stage) = 0;
  virtual Result<void> do_disable(const std::string& name, const std::string& version) = 0;
};

// Whether it may be a secret's name (segments with slashes between, none of them `.` or `..`), or the id of a version
// or a stage, with no character that would have to be escaped in a URL.
bool is_secret_name(std::string_view text) noexcept;
bool is_version_name(std::string_view text) noexcept;

}  // namespace cfy::managers
