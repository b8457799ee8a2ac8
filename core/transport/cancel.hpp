#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>

#include "base/error.hpp"

namespace cfy::transport {

// A switch that ends exchanges from outside: once on, it stays on. Shared by whoever turns it and the exchanges it
// ends.
class Cancellation {
 public:
  // Turns it on and wakes everyone who watches.
  void trigger() noexcept;
  [[nodiscard]] bool triggered() const noexcept { return on_.load(std::memory_order_acquire); }

  // A question that blocking exchanges ask on their own thread while they wait. Set before the switch is shared.
  void set_poll(std::function<bool()> poll) { poll_ = std::move(poll); }
  [[nodiscard]] bool has_poll() const noexcept { return static_cast<bool>(poll_); }
  // Asks it; turns the switch on if the answer is yes.
  bool poll();

  // Calls `wake` when the switch is turned on, at once if it is on already, from whichever thread turns it. Answers a
  // number for unwatch(), after which `wake` is not running and will not be called again.
  std::uint64_t watch(std::function<void()> wake);
  void unwatch(std::uint64_t number) noexcept;

 private:
  std::atomic<bool> on_{false};
  std::function<bool()> poll_;
  std::mutex mutex_;
  std::map<std::uint64_t, std::function<void()>> watchers_;  // guarded by mutex_
  std::uint64_t next_number_ = 1;                            // guarded by mutex_
};

// What a call that was cancelled answers.
Error cancelled_error();

}  // namespace cfy::transport
