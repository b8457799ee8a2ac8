#include <connectify/connectify.hpp>
#include <memory>

#include "errors.hpp"
#include "gil.hpp"
#include "subjects.hpp"
#include "text.hpp"

namespace py = pybind11;

namespace binding {

using connectify::Redactor;

namespace {

py::bytes to_bytes(const connectify::Buffer& buffer) { return {buffer.view().data(), buffer.view().size()}; }

// The object itself where nothing is masked.
py::object redact(const py::object& text) {
  const Utf8 given(text);
  const auto redacted = raising([&] {
    return without_gil_if_long(given.view().size(), [&] { return connectify::redact_to_buffer(given.view()); });
  });
  if (!redacted) return text;
  return PyBytes_Check(text.ptr()) != 0 ? py::object(to_bytes(*redacted)) : to_str(redacted->view());
}

}  // namespace

void define_redaction(py::module_& module) {
  py::class_<Redactor>(module, "Redactor")
      .def(py::init([] { return raising([] { return std::make_unique<Redactor>(); }); }))
      .def_static("of_process",
                  [] { return raising([] { return std::make_unique<Redactor>(Redactor::of_process()); }); })
      .def("add_secret", [](Redactor& redactor,
                            const connectify::Secret& secret) { raising([&] { redactor.add_secret(secret.get()); }); })
      .def("write",
           [](Redactor& redactor, const py::bytes& chunk) {
             const auto bytes = static_cast<std::string_view>(chunk);
             return to_bytes(
                 raising([&] { return without_gil_if_long(bytes.size(), [&] { return redactor.write(bytes); }); }));
           })
      .def("finish", [](Redactor& redactor) { return to_bytes(raising([&] { return redactor.finish(); })); })
      .def("count", &Redactor::count)
      .def("report", [](const Redactor& redactor) { return to_str(raising([&] { return redactor.report(); })); });
  module.def("redact", redact);
}

}  // namespace binding
