#include "base/clock.hpp"

namespace cfy {
namespace {

class MachineClock final : public Clock {
 public:
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const noexcept override {
    return std::chrono::steady_clock::now();
  }
  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const noexcept override {
    return std::chrono::system_clock::now();
  }
};

constinit const MachineClock kMachineClock;

}  // namespace

const Clock& system_clock() noexcept { return kMachineClock; }

}  // namespace cfy
