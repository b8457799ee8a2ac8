#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>

namespace cfy::transport {

// How many exchanges of one engine may be on the wire at once, those of callers' threads and those of the engine's
// thread counted together.
class ConnectionBudget {
 public:
  explicit ConnectionBudget(std::size_t limit) noexcept : limit_(limit) {}

  // For the engine's thread, which never waits.
  [[nodiscard]] bool try_take();
  // For a caller's thread: waits for a place until the deadline, in slices, between which `give_up` is asked.
  [[nodiscard]] bool take(std::chrono::steady_clock::time_point deadline, const std::function<bool()>& give_up);
  void give_back();

 private:
  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t taken_ = 0;  // guarded by mutex_
};

}  // namespace cfy::transport
