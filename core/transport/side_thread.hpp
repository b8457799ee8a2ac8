#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace cfy::transport {

// Runs what may take long, such as asking a command or a secret manager for another credential, on a thread of its own, so
// that an engine's goes on. One after another; the thread begins with the first. Any number of threads.
class SideThread {
 public:
  SideThread();
  ~SideThread();
  SideThread(const SideThread&) = delete;
  SideThread& operator=(const SideThread&) = delete;

  // Takes a job. False: it is closing, or there is no thread to be had; the job is not run.
  bool run(std::function<void()> job);

  // Drops what has not begun.
  void begin_close() noexcept;
  // Whether the thread has ended by the deadline; else it is left to itself.
  bool wait_closed(std::chrono::steady_clock::time_point deadline);

 private:
  struct State;  // outlives this where the thread does
  const std::shared_ptr<State> state_;
};

}  // namespace cfy::transport
