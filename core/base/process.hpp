#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>

#include "base/error.hpp"

namespace cfy {

// What a library needs to know about the process it lives in: whether it was forked, and whether it is about to end.

// Grows by one in each child made by fork(). What belongs to threads or connections of the parent (a smaller
// generation) is given up in the child, never used or cleaned up: its locks may be held for ever, its sockets are the
// parent's.
std::uint64_t fork_generation() noexcept;

// The one lock for state that the whole process shares. It is taken round fork(), so a child never finds it held. Keep
// what happens under it short, and never take another lock inside.
[[nodiscard]] std::unique_lock<std::mutex> lock_process();

// Remembers a socket, so that a child made by fork() closes its copy at once. Both take lock_process() themselves.
void remember_socket(int descriptor);
void forget_socket(int descriptor) noexcept;

// After begin_shutdown() the library starts nothing any more.
void begin_shutdown() noexcept;
[[nodiscard]] bool shutting_down() noexcept;
// What is answered to whoever comes then.
Error ending_error();

// Marks the time that a thread spends in work which exit() must not overtake, such as in OpenSSL or simdjson, whose
// objects exit() may destroy. Mark first, then ask shutting_down(): so that either the thread sees the end or the end
// sees the thread.
class WorkInside {
 public:
  WorkInside() noexcept;
  ~WorkInside();
  WorkInside(const WorkInside&) = delete;
  WorkInside& operator=(const WorkInside&) = delete;
};

// Whether all threads have left such work by the deadline.
bool wait_for_work(std::chrono::steady_clock::time_point deadline) noexcept;

}  // namespace cfy
