#include "oauth/pause.hpp"

#include <algorithm>
#include <thread>

#include "base/process.hpp"

namespace cfy::oauth {

Result<void> pause(std::chrono::milliseconds time, transport::Cancellation* cancellation) {
  // Short enough that whoever cancels sees it act; the question of a host language is asked at each step.
  constexpr std::chrono::milliseconds kStep{50};
  const auto until = std::chrono::steady_clock::now() + time;
  while (true) {
    if (cancellation != nullptr && (cancellation->triggered() || cancellation->poll())) {
      return transport::cancelled_error();
    }
    if (shutting_down()) return ending_error();
    const auto left = until - std::chrono::steady_clock::now();
    if (left <= std::chrono::milliseconds(0)) return {};
    std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(left, kStep));
  }
}

}  // namespace cfy::oauth
