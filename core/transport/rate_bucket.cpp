#include "transport/rate_bucket.hpp"

#include <algorithm>

namespace cfy::transport {
namespace {

// The service counts in whole seconds, its clock and ours differ a little: ends nearer than this are the same window.
constexpr std::chrono::seconds kSameWindow{2};
// A service cannot silence its clients for longer than that by one header.
constexpr std::chrono::hours kLongestWindow{1};
// After a reset nothing is known but the limit; that much is granted for so long, until an answer says more.
constexpr std::chrono::seconds kUnknownWindow{1};

}  // namespace

std::optional<RateBucket::Time> RateBucket::wait_for_place(Time now) {
  if (!knows_.load(std::memory_order_acquire)) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  if (now >= reset_) {
    places_ = limit_;
    reset_ = now + kUnknownWindow;
  }
  if (places_ <= 0) return reset_;
  --places_;
  return std::nullopt;
}

void RateBucket::give_back() noexcept {
  if (!knows_.load(std::memory_order_acquire)) return;
  const std::scoped_lock lock(mutex_);
  places_ = std::min(places_ + 1, limit_);
}

void RateBucket::learn(const RateLimitNews& news, Time now) {
  if (news.limit <= 0 || news.remaining < 0 || news.until_reset <= std::chrono::milliseconds(0)) return;
  if (news.until_reset > kLongestWindow) return;
  const Time reset = now + news.until_reset;
  const std::scoped_lock lock(mutex_);
  limit_ = news.limit;
  const bool same_window = knows_.load(std::memory_order_relaxed) && reset < reset_ + kSameWindow;
  // Calls on the wire have their places already: an answer that left before them may not give those back.
  places_ = same_window ? std::min(places_, news.remaining) : news.remaining;
  if (!same_window) reset_ = reset;
  knows_.store(true, std::memory_order_release);
}

}  // namespace cfy::transport
