#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "sandbox/message.hpp"
#include "secrets/secret.hpp"

namespace cfy::sandbox {

// Holds requests that change key material to the application's secret: signed with it, lately, and each once. Any
// thread.
class SignatureChecker {
 public:
  SignatureChecker(secrets::Secret api_secret, const Clock& clock) noexcept
      : api_secret_(std::move(api_secret)), clock_(clock) {}

  // Answers the refusal (401), or nothing. A nonce counts as used once its signature was right.
  std::optional<Reply> check(const Request& request);

 private:
  bool use(const std::string& nonce, std::int64_t now);

  const secrets::Secret api_secret_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, std::int64_t> used_;  // nonce, and the last second in which its date would be accepted
};

}  // namespace cfy::sandbox
