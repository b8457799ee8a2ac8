#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "client/settings.hpp"
#include "managers/managers.hpp"
#include "secrets/secret.hpp"

namespace cfy::client {

// A client's credentials as they are now: those that stand in its settings, and those of secret managers, which are
// renewed while it lives. Any number of threads; a child made by fork() fetches its own.
class LiveCredentials {
 public:
  // Takes what the settings have fetched already; asks nobody.
  static Result<std::shared_ptr<LiveCredentials>> make(Settings& settings);
  ~LiveCredentials();
  LiveCredentials(const LiveCredentials&) = delete;
  LiveCredentials& operator=(const LiveCredentials&) = delete;

  struct ApiKey {
    secrets::Secret value;
    secrets::Secret authorization;  // the header line, with a NUL behind
  };
  // Empty if there is none. Errors are those of managed_error().
  Result<ApiKey> api_key();
  Result<secrets::Secret> api_secret();
  [[nodiscard]] bool manages_api_key() const noexcept;
  // The platform did not accept this API key.
  void refused(const secrets::Secret& api_key);

  // Ends what is under way with `cancelled`, and lets nothing begin.
  void close();

 private:
  struct State;

  LiveCredentials() = default;
  std::shared_ptr<State> state();
  Result<secrets::Secret> current(const std::string& setting, const secrets::Secret& fixed);

  managers::Surroundings surroundings_;
  std::vector<ManagedSetting> managed_;  // their values are the first
  ApiKey fixed_api_key_;
  secrets::Secret fixed_api_secret_;
  std::shared_ptr<State> state_;  // null if nothing is managed; written under lock_process()
  std::mutex mutex_;
  ApiKey api_key_;  // the last one, guarded by mutex_
};

}  // namespace cfy::client
