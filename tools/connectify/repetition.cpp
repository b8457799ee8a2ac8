#include "repetition.hpp"

#include <algorithm>
#include <csignal>
#include <ctime>

namespace cfy::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

// How long a sleep of the machine, or a jump of its clock, goes unnoticed.
constexpr std::chrono::seconds kSlice{20};
// What the two clocks may drift apart within a slice without that it is a jump.
constexpr std::chrono::seconds kDrift{10};

// How far the clock on the wall is ahead of the one that never jumps, and stands while the machine sleeps.
milliseconds offset_of_clocks() {
  return std::chrono::duration_cast<milliseconds>(system_clock::now().time_since_epoch()) -
         std::chrono::duration_cast<milliseconds>(steady_clock::now().time_since_epoch());
}

}  // namespace

struct Repetition::Signals {
  sigset_t awaited{};
  sigset_t before{};
};

Repetition::Repetition() : signals_(std::make_unique<Signals>()) {
  sigemptyset(&signals_->awaited);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals_->awaited, signal);
  pthread_sigmask(SIG_BLOCK, &signals_->awaited, &signals_->before);
}

Repetition::~Repetition() { pthread_sigmask(SIG_SETMASK, &signals_->before, nullptr); }

bool Repetition::wait(std::chrono::seconds interval, std::optional<Time> at) const {
  const auto deadline = steady_clock::now() + interval;
  const milliseconds offset = offset_of_clocks();
  for (;;) {
    milliseconds left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    if (at) left = std::min(left, std::chrono::ceil<milliseconds>(*at - system_clock::now()));
    if (left.count() <= 0 || std::chrono::abs(offset_of_clocks() - offset) > kDrift) return true;
    left = std::min<milliseconds>(left, kSlice);
    const timespec time{left.count() / 1000, left.count() % 1000 * 1'000'000};
    if (sigtimedwait(&signals_->awaited, nullptr, &time) > 0) return false;
  }
}

}  // namespace cfy::cli
