#pragma once

#include <pybind11/pybind11.h>

namespace binding {

// Secret and the text functions.
void define_values(pybind11::module_& module);

}  // namespace binding
