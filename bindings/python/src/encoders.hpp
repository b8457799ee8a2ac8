#pragma once

#include <pybind11/pybind11.h>

namespace binding {

// A function for each context of text, by its name, and those that take the name: `encode`, `contexts`, `profiles`.
void define_encoders(pybind11::module_& module);

}  // namespace binding
