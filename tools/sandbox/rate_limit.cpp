#include "sandbox/rate_limit.hpp"

#include <algorithm>

namespace cfy::sandbox {

RateLimiter::Verdict RateLimiter::count(std::int64_t key_id) {
  using std::chrono::seconds;
  const auto now = clock_.steady_now();
  std::int64_t used = 0;
  std::int64_t limit = 0;
  std::chrono::steady_clock::time_point end;
  {
    const std::lock_guard lock(mutex_);
    Window& window = windows_[key_id];
    if (now >= window.end) window = {now + std::chrono::minutes{1}, 0};
    ++window.used;
    used = window.used;
    limit = per_minute_;
    end = window.end;
  }
  const auto left = std::chrono::ceil<seconds>(end - now);
  const auto reset = std::chrono::ceil<seconds>((clock_.wall_now() + left).time_since_epoch());
  Verdict verdict;
  verdict.allowed = used <= limit;
  verdict.headers = {{"X-RateLimit-Limit", std::to_string(limit)},
                     {"X-RateLimit-Remaining", std::to_string(std::max<std::int64_t>(limit - used, 0))},
                     {"X-RateLimit-Reset", std::to_string(reset.count())}};
  if (!verdict.allowed) verdict.headers.emplace_back("Retry-After", std::to_string(left.count()));
  return verdict;
}

std::int64_t RateLimiter::per_minute() const {
  const std::lock_guard lock(mutex_);
  return per_minute_;
}

void RateLimiter::set_limit(std::int64_t per_minute) {
  const std::lock_guard lock(mutex_);
  per_minute_ = per_minute;
}

}  // namespace cfy::sandbox
