#include <pybind11/stl.h>

#include <connectify/connectify.hpp>
#include <map>
#include <memory>
#include <string>

#include "errors.hpp"
#include "gil.hpp"
#include "subjects.hpp"
#include "text.hpp"

namespace py = pybind11;

namespace binding {

using connectify::Schema;

namespace {

std::unique_ptr<Schema> make_schema(const py::object& json, bool format_assertion,
                                    const std::map<std::string, std::string>& folders) {
  const Utf8 text(json);
  return raising([&] {
    connectify::SchemaOptions options;
    options.set_format_assertion(format_assertion);
    for (const auto& [prefix, folder] : folders) options.map(prefix, folder);
    return std::make_unique<Schema>(text.view(), options);
  });
}

}  // namespace

void define_json(py::module_& module) {
  module.def("check_json", [](const py::object& json) {
    const Utf8 text(json);
    raising([&] {
      return without_gil_if_long(text.view().size(), [&] { return connectify::check_json(text.view()), true; });
    });
  });

  py::class_<Schema>(module, "Schema")
      .def(py::init(&make_schema))
      .def("validate", [](const Schema& schema, const py::object& json) {
        const Utf8 text(json);
        raising([&] {
          return without_gil_if_long(text.view().size(), [&] { return schema.validate(text.view()), true; });
        });
      });

  module.def("expand_uri", [](const py::object& uri_template, const py::object& variables) {
    const Utf8 text(uri_template);
    const Utf8 json(variables);
    return to_str(raising([&] { return connectify::expand_uri(text.view(), json.view()); }));
  });
}

}  // namespace binding
