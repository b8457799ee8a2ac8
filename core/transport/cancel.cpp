#include "transport/cancel.hpp"

#include <utility>

namespace cfy::transport {

void Cancellation::trigger() noexcept {
  const std::scoped_lock lock(mutex_);
  if (on_.exchange(true, std::memory_order_acq_rel)) return;
  for (const auto& [number, wake] : watchers_) wake();
}

bool Cancellation::poll() {
  if (poll_ && poll_()) trigger();
  return triggered();
}

std::uint64_t Cancellation::watch(std::function<void()> wake) {
  const std::scoped_lock lock(mutex_);
  if (triggered()) wake();
  const std::uint64_t number = next_number_++;
  watchers_.emplace(number, std::move(wake));
  return number;
}

void Cancellation::unwatch(std::uint64_t number) noexcept {
  const std::scoped_lock lock(mutex_);
  watchers_.erase(number);
}

Error cancelled_error() { return make_error(ErrorCode::cancelled, "The call was cancelled."); }

}  // namespace cfy::transport
