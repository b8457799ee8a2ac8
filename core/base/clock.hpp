#pragma once

#include <chrono>

namespace cfy {

// Where the library reads the time. Tests put another one in; everything else takes system_clock().
class Clock {
 public:
  virtual ~Clock() = default;
  // Monotonic; for deadlines and lifetimes.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point steady_now() const noexcept = 0;
  // Calendar time; for what is shown, signed or written down.
  [[nodiscard]] virtual std::chrono::system_clock::time_point wall_now() const noexcept = 0;
};

// The machine's clocks; lives as long as the library.
const Clock& system_clock() noexcept;

}  // namespace cfy
