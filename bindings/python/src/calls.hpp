#pragma once

#include <pybind11/pybind11.h>

namespace binding {

// Config, Client, Pages and Queue.
void define_calls(pybind11::module_& module);

}  // namespace binding
