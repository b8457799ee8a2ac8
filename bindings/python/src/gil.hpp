#pragma once

#include <pybind11/pybind11.h>

#include <cstddef>
#include <exception>
#include <optional>
#include <utility>

namespace binding {

// Takes the GIL back, as PyEval_RestoreThread does. When the interpreter is ending, Python up to 3.13 answers a daemon
// thread with pthread_exit(), whose forced unwinding aborts the process where it meets a noexcept function or a caught
// exception, and lets go of Python's objects without the GIL. This parks the thread instead, as Python 3.14 does.
void take_gil(PyThreadState* state);

// Whether shut_down() has begun: from then on nothing blocks, and the GIL is better kept.
bool is_shut_down() noexcept;

// Runs a function that gives a value while other Python threads run. For the same reason as above, never a destructor
// takes the GIL back, and no exception is under way when it is taken.
template <class Function>
auto without_gil(Function function) {
  if (is_shut_down()) return function();
  std::optional<decltype(function())> result;
  std::exception_ptr thrown;
  PyThreadState* const state = PyEval_SaveThread();
  try {
    result.emplace(function());
  } catch (...) {
    thrown = std::current_exception();
  }
  take_gil(state);
  if (thrown) std::rethrow_exception(std::move(thrown));
  return *std::move(result);
}

// The same for work on so many bytes: where it is short, letting the GIL go would take longer.
template <class Function>
auto without_gil_if_long(std::size_t size, Function function) {
  constexpr std::size_t kLong = 16 * 1024;
  return size < kLong ? function() : without_gil(function);
}

// Whether this is the process's first thread, the one in which Python handles signals.
bool in_main_thread() noexcept;

// Ends the library's work in this process, as the first part of the interpreter's exit.
void shut_down();

}  // namespace binding
