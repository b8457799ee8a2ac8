#include <connectify/connectify.hpp>
#include <memory>
#include <string>

#include "errors.hpp"
#include "subjects.hpp"
#include "text.hpp"
#include "waiting.hpp"

namespace py = pybind11;

namespace binding {

using Client = Owned<connectify::Client>;
using Review = OneAtATime<connectify::Review>;
using Posture = OneAtATime<connectify::Posture>;

void define_privilege(py::module_& module) {
  module.def("operations", [] { return to_str(raising([] { return connectify::operations(); })); });

  py::class_<Review>(module, "Review")
      .def(py::init([](Client& client) { return raising([&] { return std::make_unique<Review>(client->get()); }); }))
      .def("set",
           [](Review& review, const std::string& name, const py::object& value) {
             const Utf8 text(value);
             review.use([&](connectify::Review& native) { return native.set(name, text.view()), true; });
           })
      .def("run", [](Review& review) {
        return to_str(review.use([](const connectify::Review& native) { return native.run(); }));
      });

  py::class_<Posture>(module, "Posture")
      .def(py::init([](const connectify::Config& config) {
        return raising([&] { return std::make_unique<Posture>(config.get()); });
      }))
      .def("set",
           [](Posture& posture, const std::string& name, const py::object& value) {
             const Utf8 text(value);
             posture.use([&](connectify::Posture& native) { return native.set(name, text.view()), true; });
           })
      .def("run", [](Posture& posture) { posture.use([](connectify::Posture& native) { return native.run(), true; }); })
      .def("text", [](Posture& posture, const std::string& form) {
        return to_str(posture.use([&](const connectify::Posture& native) { return native.text(form); }));
      });
}

}  // namespace binding
