#pragma once

#include <chrono>
#include <memory>
#include <optional>

namespace cfy::cli {

// Does something again and again until the process is told to end (SIGTERM, SIGINT, SIGHUP). A machine that slept, or
// whose clock jumped, does it at once. Make it before the process has other threads: they inherit the signals' mask.
class Repetition {
 public:
  Repetition();
  Repetition(const Repetition&) = delete;
  Repetition& operator=(const Repetition&) = delete;
  ~Repetition();

  using Time = std::chrono::system_clock::time_point;

  // Waits for the interval, or until `at` if that comes first. False: it is time to end.
  [[nodiscard]] bool wait(std::chrono::seconds interval, std::optional<Time> at) const;

 private:
  struct Signals;
  const std::unique_ptr<Signals> signals_;
};

}  // namespace cfy::cli
