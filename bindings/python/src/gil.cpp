#include "gil.hpp"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <connectify/connectify.hpp>

#ifdef __GLIBCXX__
#include <cxxabi.h>
#endif

namespace binding {
namespace {

std::atomic<bool> shut_down_begun{false};

[[noreturn]] void park() noexcept {
  for (;;) pause();
}

}  // namespace

void take_gil(PyThreadState* state) {
#ifdef __GLIBCXX__
  try {
    PyEval_RestoreThread(state);
  } catch (abi::__forced_unwind&) {
    park();
  }
#else
  PyEval_RestoreThread(state);
#endif
}

bool is_shut_down() noexcept { return shut_down_begun; }

bool in_main_thread() noexcept {
  // Asked of the system, since asking `threading` would run Python code. In a child, the thread that forked is the
  // first.
#ifdef __APPLE__
  return pthread_main_np() != 0;
#else
  return gettid() == getpid();
#endif
}

void shut_down() {
  // Before the flag is set, so that the GIL is let go: calls in flight need it to leave.
  without_gil([] {
    shut_down_begun = true;
    return cfy_shutdown(-1);
  });
}

}  // namespace binding
