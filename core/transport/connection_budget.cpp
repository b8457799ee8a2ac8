#include "transport/connection_budget.hpp"

#include <algorithm>

namespace cfy::transport {
namespace {
constexpr std::chrono::milliseconds kSlice{50};
}

bool ConnectionBudget::try_take() {
  const std::scoped_lock lock(mutex_);
  if (taken_ >= limit_) return false;
  ++taken_;
  return true;
}

bool ConnectionBudget::take(std::chrono::steady_clock::time_point deadline, const std::function<bool()>& give_up) {
  std::unique_lock lock(mutex_);
  while (taken_ >= limit_) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= deadline) return false;
    freed_.wait_until(lock, std::min(deadline, now + kSlice));
    if (taken_ < limit_) break;
    lock.unlock();
    const bool leave = give_up();
    lock.lock();
    if (leave) return false;
  }
  ++taken_;
  return true;
}

void ConnectionBudget::give_back() {
  {
    const std::scoped_lock lock(mutex_);
    --taken_;
  }
  freed_.notify_one();
}

}  // namespace cfy::transport
