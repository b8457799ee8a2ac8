#include "sandbox/rate_limit.hpp"

#include <algorithm>

namespace cfy::sandbox {

RateLimiter::Verdict RateLimiter::count(std::int64_t key_id) {
  using std::chrono::seconds;
  const auto now = clock_.steady_now();
  std::int64_t used = 0;
  std::chrono::steady_clock::time_point end;
  {
    const std::lock_guard lock(mutex_);
    Window& window = windows_[key_id];
    if (now >= window.end) window = {now + std::chrono::minutes{1}, 0};
    if (window.used <= per_minute_) ++window.used;
    used = window.used;
    end = window.end;
  }
  const auto left = std::chrono::ceil<seconds>(end - now);
  const auto reset = std::chrono::ceil<seconds>((clock_.wall_now() + left).time_since_epoch());
  Verdict verdict;
  verdict.allowed = used <= per_minute_;
  verdict.headers = {{"X-RateLimit-Limit", std::to_string(per_minute_)},
                     {"X-RateLimit-Remaining", std::to_string(std::max<std::int64_t>(per_minute_ - used, 0))},
                     {"X-RateLimit-Reset", std::to_string(reset.count())}};
  if (!verdict.allowed) verdict.headers.emplace_back("Retry-After", std::to_string(left.count()));
  return verdict;
}

}  // namespace cfy::sandbox
