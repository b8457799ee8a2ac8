#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace cfy::transport {

// Spares a host that fails again and again, and its callers the wait for it: after so many failures in a row nothing is
// sent to it for a while, then one call is let through to see (a probe); an answer to it ends the pause. Any number of
// threads.
class CircuitBreaker {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::seconds kFirstPause{1};
  static constexpr std::chrono::seconds kLongestPause{30};

  // `failures` in a row open it; 0: never.
  explicit CircuitBreaker(int failures) noexcept : failures_(failures) {}

  // Whether a call may go to the host now; if not, until when it may not. Who is let through has to say how it ended;
  // a probe that never does makes room for another after the next pause.
  [[nodiscard]] std::optional<Time> closed_until(std::string_view host, Time now);
  void succeeded(std::string_view host);
  void failed(std::string_view host, Time now);

 private:
  struct Host {
    int failures = 0;               // in a row
    std::chrono::seconds pause{0};  // 0: calls may go
    bool probing = false;
    Time until{};  // of the pause, or of the patience with a probe
  };

  const int failures_;
  std::atomic<bool> anyone_failed_{false};
  std::mutex mutex_;
  std::map<std::string, Host, std::less<>> hosts_;  // that failed the last time; guarded by mutex_
};

}  // namespace cfy::transport
