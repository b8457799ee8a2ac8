#pragma once

#include <pybind11/pybind11.h>

namespace binding {

// Secret.
void define_values(pybind11::module_& module);

}  // namespace binding
