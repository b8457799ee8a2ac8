#include "transport/retry_budget.hpp"

#include <algorithm>

namespace cfy::transport {

// A few too many when threads meet at the limit do no harm; a lock for every call would.
void RetryBudget::earn() noexcept {
  if (calls_.load(std::memory_order_relaxed) < kMostEarned * kCallsARetry) {
    calls_.fetch_add(1, std::memory_order_relaxed);
  }
}

bool RetryBudget::spend(Time now) noexcept {
  const std::scoped_lock lock(mutex_);
  if (grown_until_ != Time() && now > grown_until_) {
    const std::chrono::duration<double> grown = now - grown_until_;
    floor_ = std::min(kFloor, floor_ + grown.count() * kFloorPerSecond);
  }
  grown_until_ = std::max(grown_until_, now);
  if (calls_.load(std::memory_order_relaxed) >= kCallsARetry) {
    calls_.fetch_sub(kCallsARetry, std::memory_order_relaxed);
    return true;
  }
  if (floor_ < 1) return false;
  floor_ -= 1;
  return true;
}

}  // namespace cfy::transport
