#pragma once

#include <mutex>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "sandbox/database.hpp"
#include "secrets/secret.hpp"

namespace cfy::sandbox {

// Deliveries of webhooks that a person asks for, to servers of this machine. Any thread.
class TestDeliveries {
 public:
  TestDeliveries(Database& database, const Clock& clock) noexcept : database_(database), clock_(clock) {}

  // Makes the secret that deliveries are signed with from now on. It is not to be had again.
  Result<secrets::Secret> make_secret();

  // Sends `{"url","type","form"}`, where `form` is `timed` or `plain`, and answers what came of it: `event`, `signature`
  // (a header), `status`, `content_type`, `body`, `ms`. Errors: validation (another form of the wish, an address that
  // is not this machine's), conflict (no secret was made), and those of post_to_loopback().
  Result<nlohmann::json> send(const nlohmann::json& wish);

 private:
  Database& database_;
  const Clock& clock_;
  std::mutex mutex_;
  std::optional<secrets::Secret> secret_;
};

}  // namespace cfy::sandbox
