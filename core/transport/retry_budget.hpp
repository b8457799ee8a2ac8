#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

namespace cfy::transport {

// Keeps retries from making an outage worse: over time they are a tenth of the calls at most, beside a few that a
// client with little traffic may always make. Any number of threads.
class RetryBudget {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr double kFloor = 10;          // retries that need no calls before them
  static constexpr double kFloorPerSecond = 1;  // how fast they grow back
  static constexpr int kCallsARetry = 10;
  static constexpr int kMostEarned = 100;  // retries that can be saved up

  // A call (not a retry) has begun.
  void earn() noexcept;
  // Takes one retry out; false if there is none left.
  [[nodiscard]] bool spend(Time now) noexcept;

 private:
  std::atomic<int> calls_{0};  // that have not been spent, kCallsARetry for each retry
  std::mutex mutex_;
  double floor_ = kFloor;  // guarded by mutex_, as the next
  Time grown_until_{};
};

}  // namespace cfy::transport
