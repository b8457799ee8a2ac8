#pragma once

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>

namespace cfy::cli {

// Measures from its making.
class Stopwatch {
 public:
  // To the microsecond.
  [[nodiscard]] double ms() const {
    const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - started_;
    return std::round(taken.count()) / 1000;
  }

 private:
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

// `12.3 ms`.
inline std::string in_ms(double ms) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f ms", ms);
  return text.data();
}

}  // namespace cfy::cli
