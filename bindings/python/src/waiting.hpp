// How the classes of connectify.hpp live in Python, where many threads may come, and Ctrl-C.
#pragma once

#include <pybind11/pybind11.h>

#include <atomic>
#include <connectify/connectify.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "errors.hpp"
#include "gil.hpp"

namespace binding {

// Owns a class of connectify.hpp whose end may wait for threads: the GIL is let go meanwhile.
template <class T>
class Owned {
 public:
  template <class... Arguments>
  explicit Owned(Arguments&&... arguments) : value_(std::in_place, std::forward<Arguments>(arguments)...) {}
  ~Owned() {
    without_gil([this] {
      value_.reset();
      return true;
    });
  }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;

  T& operator*() { return *value_; }
  T* operator->() { return &*value_; }

 private:
  std::optional<T> value_;
};

// A class of connectify.hpp that serves one thread at a time: the others wait, without the GIL.
template <class T>
class OneAtATime {
 public:
  template <class... Arguments>
  explicit OneAtATime(Arguments&&... arguments) : value_(std::forward<Arguments>(arguments)...) {}

  // Gives what the function gives, raising its error.
  template <class Function>
  auto use(Function function) {
    return raising([&] {
      return without_gil([&] {
        const std::scoped_lock lock(mutex_);
        return function(value_);
      });
    });
  }

 private:
  std::mutex mutex_;
  T value_;
};

// Lets Ctrl-C end a blocking call. Python runs signal handlers in its main thread alone, so the others never ask.
class SignalWatch {
 public:
  SignalWatch() : asks_(std::make_shared<std::atomic<bool>>(false)) {}

  connectify::Cancel make_switch() const {
    return connectify::Cancel([asks = asks_] { return *asks && signal_came(); });
  }

  // Runs a function that waits in the library, without the GIL. What a signal handler raised meanwhile comes before
  // anything that the function gave or threw.
  template <class Function>
  auto run(Function function) const {
    *asks_ = in_main_thread();
    auto result = raising([&] { return without_gil(function); });
    if (PyErr_Occurred() != nullptr) throw pybind11::error_already_set();
    return result;
  }

 private:
  static bool signal_came() noexcept {
    const PyGILState_STATE state = PyGILState_Ensure();
    const bool raised = PyErr_Occurred() != nullptr || PyErr_CheckSignals() != 0;
    PyGILState_Release(state);
    return raised;
  }

  std::shared_ptr<std::atomic<bool>> asks_;
};

}  // namespace binding
