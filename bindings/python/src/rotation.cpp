#include <connectify/connectify.hpp>
#include <memory>
#include <string>

#include "errors.hpp"
#include "subjects.hpp"
#include "text.hpp"
#include "waiting.hpp"

namespace py = pybind11;

namespace binding {

using Rotation = OneAtATime<connectify::Rotation>;

void define_rotation(py::module_& module) {
  using Native = connectify::Rotation;
  py::class_<Rotation>(module, "Rotation")
      .def(py::init([](const connectify::Config& config) {
        return raising([&] { return std::make_unique<Rotation>(config.get()); });
      }))
      .def("set",
           [](Rotation& rotation, const std::string& name, const py::object& value) {
             const Utf8 text(value);
             rotation.use([&](Native& native) { return native.set(name, text.view()), true; });
           })
      .def("set_secret",
           [](Rotation& rotation, const std::string& name, const connectify::Secret& value) {
             rotation.use([&](Native& native) { return native.set(name, value.reveal()), true; });
           })
      .def("status",
           [](Rotation& rotation, bool alert) {
             return to_str(rotation.use([&](Native& native) { return native.status(alert); }));
           })
      .def("run",
           [](Rotation& rotation, const std::string& order) {
             return to_str(rotation.use([&](Native& native) { return native.run(order); }));
           })
      .def("acknowledge",
           [](Rotation& rotation, const py::object& holder) {
             const std::string name = without_nul(holder);
             rotation.use([&](Native& native) { return native.acknowledge(name), true; });
           })
      .def("history",
           [](Rotation& rotation) { return to_str(rotation.use([](Native& native) { return native.history(); })); });
}

}  // namespace binding
