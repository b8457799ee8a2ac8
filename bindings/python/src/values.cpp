#include "values.hpp"

#include <connectify/connectify.hpp>
#include <memory>
#include <string>

#include "errors.hpp"
#include "text.hpp"

namespace py = pybind11;

namespace binding {
namespace {

using SharedSecret = std::shared_ptr<connectify::Secret>;

// What stands behind the memoryview of a revealed secret: keeps the pages alive as long as any view of them is.
struct Revealed {
  SharedSecret secret;
};

py::buffer_info buffer_of(const Revealed& revealed) {
  const std::string_view value = revealed.secret->reveal();
  return {reinterpret_cast<const std::uint8_t*>(value.data()), static_cast<py::ssize_t>(value.size()), true};
}

}  // namespace

void define_values(py::module_& module) {
  using connectify::Secret;
  py::class_<Revealed>(module, "Revealed", py::buffer_protocol()).def_buffer(buffer_of);

  py::class_<Secret, SharedSecret>(module, "Secret")
      .def(py::init([](const py::object& value) {
        const Utf8 text(value);
        return raising([&] { return std::make_shared<Secret>(text.view()); });
      }))
      .def("reveal", [](const SharedSecret& secret) { return py::memoryview(py::cast(Revealed{secret})); })
      .def("describe", [](const Secret& secret) { return to_str(raising([&] { return secret.describe(); })); })
      .def("equals", [](const Secret& secret, const Secret& other) { return secret.equals(other); });
}

}  // namespace binding
