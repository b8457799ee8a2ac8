#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "client/webhook_signature.hpp"
#include "secrets/secret.hpp"

namespace cfy::client {

// What a verified delivery says about itself.
struct WebhookEvent {
  std::string id;                         // empty if the body has none
  std::string type;                       // `device.connected`; empty if the body has none
  std::optional<std::int64_t> signed_at;  // Unix seconds that the signature covers
  std::int64_t verified_at = 0;           // Unix seconds
};

// Header fields as they came: names in any case, a field that came twice stands twice.
using HeaderFields = std::vector<std::pair<std::string, std::string>>;

// Tells the platform's deliveries from all others. It holds the secrets and remembers the events that it let through,
// so one verifier belongs to one endpoint, for as long as that lives. Any thread may verify; secrets and settings are
// given before.
class WebhookVerifier {
 public:
  // Two at most: the present one and, during a roll, the one before. Fails (configuration, field `webhook_secret`) for
  // a third, and for a value that cannot be one.
  Result<void> add_secret(std::string_view secret);
  // The same from a file that nobody else may read; one line feed at its end is not part of it.
  Result<void> add_secret_file(const std::string& path);

  // `tolerance` (seconds, 1 to 86400; default 300, both ways), `allow_missing_timestamp` (true or false; default false),
  // `replay_capacity` (how many events to remember, 1 to 10000000; default 100000), `max_body` (bytes, 1 to 64 MiB;
  // default 1 MiB). Fails (validation) for another name, with the nearest known one, or a value that will not do.
  Result<void> set(std::string_view name, std::string_view value);

  // How many bytes of a body a server has to read at most: of a longer one, any that is longer will do to refuse it.
  [[nodiscard]] std::size_t max_body() const noexcept { return max_body_; }

  // `timestamp` is X-Connectify-Timestamp's value, nullopt where that header is not there. `now` is Unix seconds.
  // Nothing of the body is believed before the signature is: it is computed over the raw bytes.
  // Fails (validation; configuration without a secret) with the field signature, timestamp, body or id, and a rule:
  // missing, malformed, mismatch, form, too_large, too_old, in_future, replayed, replay_cache_full.
  Result<WebhookEvent> verify(std::string_view signature, std::optional<std::string_view> timestamp,
                              std::string_view body, std::int64_t now);
  // Picks the two headers; fails (rule `duplicate`) when one is there twice.
  Result<WebhookEvent> verify(const HeaderFields& headers, std::string_view body, std::int64_t now);

 private:
  Result<void> check_digest(const WebhookSignature& signature, std::string_view body) const;
  Result<void> check_age(const std::optional<std::int64_t>& signed_at, std::int64_t now) const;
  Result<void> remember(const std::string& identity, const WebhookEvent& event);

  std::vector<secrets::Secret> secrets_;
  std::int64_t tolerance_ = 300;
  std::size_t replay_capacity_ = 100'000;
  std::size_t max_body_ = std::size_t{1} << 20U;
  bool allow_missing_timestamp_ = false;
  std::mutex mutex_;
  std::map<std::string, std::int64_t, std::less<>> seen_;  // event, and the last second in which it could come again
};

// The HTTP status with which a server answers a delivery that was refused by this rule; 200 for none.
int webhook_status(std::string_view rule) noexcept;

}  // namespace cfy::client
