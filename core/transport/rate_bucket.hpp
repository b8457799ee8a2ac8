#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

namespace cfy::transport {

// What the service said about its limit (`X-RateLimit-*`).
struct RateLimitNews {
  std::int64_t limit = 0;
  std::int64_t remaining = 0;
  std::chrono::milliseconds until_reset{0};
};

// Follows the service's own count of calls, so that a call that would be refused is not even sent. Knows nothing, and
// holds nothing back, until an answer has told it. Any number of threads.
class RateBucket {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Takes a place for a call that begins now; or answers, taking none, when there will be one.
  [[nodiscard]] std::optional<Time> wait_for_place(Time now);
  // The call that took a place never reached the service.
  void give_back() noexcept;
  void learn(const RateLimitNews& news, Time now);

 private:
  std::atomic<bool> knows_{false};
  std::mutex mutex_;
  std::int64_t limit_ = 0;   // guarded by mutex_, as all that follows
  std::int64_t places_ = 0;  // left until reset_
  Time reset_{};
};

}  // namespace cfy::transport
