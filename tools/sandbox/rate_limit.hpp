#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace cfy::sandbox {

// A fixed window of a minute for each key, which begins with the key's first request.
class RateLimiter {
 public:
  RateLimiter(std::int64_t per_minute, const Clock& clock) noexcept : per_minute_(per_minute), clock_(clock) {}

  struct Verdict {
    bool allowed = true;
    // X-RateLimit-Limit, -Remaining, and -Reset (Unix seconds); with Retry-After (seconds) when not allowed.
    std::vector<std::pair<std::string, std::string>> headers;
  };
  // Counts one request. Any thread may call it, and the others.
  Verdict count(std::int64_t key_id);

  [[nodiscard]] std::int64_t per_minute() const;
  // Holds from the next request on, for the windows that are open too.
  void set_limit(std::int64_t per_minute);

 private:
  struct Window {
    std::chrono::steady_clock::time_point end;
    std::int64_t used = 0;
  };

  std::int64_t per_minute_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::map<std::int64_t, Window> windows_;
};

}  // namespace cfy::sandbox
