#include <connectify/connectify.hpp>
#include <memory>
#include <string>

#include "errors.hpp"
#include "gil.hpp"
#include "subjects.hpp"
#include "text.hpp"

namespace py = pybind11;

namespace binding {

using connectify::Jwks;

namespace {

// `rules` are (name, value) pairs of text. The payload of a token that is good, as it was signed.
py::bytes verify(const Jwks& jwks, const py::object& token, const py::iterable& rules) {
  const Utf8 text(token);
  const std::string payload = raising([&] {
    connectify::JwtRules all;
    for (const py::handle pair : rules) {
      const auto rule = py::reinterpret_borrow<py::tuple>(pair);
      all.set(rule[0].cast<std::string>(), Utf8(rule[1]).view());
    }
    return without_gil([&] { return connectify::verify_jwt(text.view(), jwks, all); });
  });
  return payload;
}

}  // namespace

void define_tokens(py::module_& module) {
  py::class_<Jwks>(module, "Jwks")
      .def(py::init([](const py::object& json) {
        const Utf8 text(json);
        return raising([&] { return std::make_unique<Jwks>(text.view()); });
      }))
      .def("verify", verify);
  module.def("inspect_jwt", [](const py::object& token) {
    const Utf8 text(token);
    return to_str(raising([&] { return connectify::inspect_jwt(text.view()); }));
  });
}

}  // namespace binding
