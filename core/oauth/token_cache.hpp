#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "oauth/token_answer.hpp"

namespace cfy::oauth {

// Tokens of one client, kept in this process and renewed before they end: `min(buffer, lifetime / 2)` before, by the
// monotonic clock, so that neither a short-lived token is renewed at each call nor a changed calendar clock revives a dead
// one. Any thread. One renews, however many ask: a rotating refresh token that is sent twice ends its whole family.
class TokenCache {
 public:
  using Held = std::shared_ptr<const Tokens>;
  // Gets new tokens; the present ones, whose refresh token it may use, are null the first time. An answer without a
  // refresh token keeps the one there is.
  using Renew = std::function<Result<Tokens>(const Tokens* present)>;

  explicit TokenCache(Renew renew, std::chrono::seconds buffer = std::chrono::seconds(60),
                      const Clock& clock = system_clock())
      : renew_(std::move(renew)), buffer_(buffer), clock_(clock) {}

  // Tokens that are good now. While one thread renews, the others go on with the present token as long as it is good,
  // and wait otherwise; whoever waited gets what came, the error included. A renewal that fails while the present token is
  // still good is tried again after 5 seconds.
  Result<Held> tokens();

  // Says that the server refused this access token, so that it is not used again. Whoever reports an older one than the
  // present changes nothing.
  void refused(const secrets::Secret& access_token);

 private:
  using Instant = std::chrono::steady_clock::time_point;
  [[nodiscard]] bool is_good(Instant now) const;
  [[nodiscard]] bool wants_renewal(Instant now) const;
  Result<Held> renew(std::unique_lock<std::mutex>& lock);
  void keep(Tokens tokens, Instant asked_at);

  const Renew renew_;
  const std::chrono::seconds buffer_;
  const Clock& clock_;

  std::mutex mutex_;
  std::condition_variable renewed_;
  Held held_;
  std::optional<Instant> ends_at_;  // nothing: the server didn't say
  std::optional<Instant> renew_at_;
  std::optional<Instant> failed_at_;  // of the last renewal, if it failed
  std::optional<Error> failure_;
  bool renewing_ = false;
  std::uint64_t flights_ = 0;  // renewals that have ended
};

}  // namespace cfy::oauth
