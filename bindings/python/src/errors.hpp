#pragma once

#include <pybind11/pybind11.h>

#include <connectify/connectify.hpp>
#include <optional>

namespace binding {

// The error as an exception object: `_native.Cancelled`, or one of the classes that the package gave. Runs no Python
// code, so that the GIL is not let go in the midst of it.
pybind11::object to_exception(const connectify::Error& error);

// Raises the error in Python, unless a signal handler has raised something meanwhile: that comes first.
[[noreturn]] void raise(const connectify::Error& error);

// Runs a function; what it throws as an Error is raised once no C++ exception is under way any more: the interpreter
// may end a thread at any allocation of an object, and that must not meet a caught exception.
template <class Function>
auto raising(Function function) {
  std::optional<connectify::Error> failed;
  try {
    return function();
  } catch (const connectify::Error& error) {
    failed.emplace(error);
  }
  raise(*failed);
}

// `Cancelled`, and `set_exceptions(by_code, base)`, which has to be called before anything can fail.
void define_errors(pybind11::module_& module);

}  // namespace binding
