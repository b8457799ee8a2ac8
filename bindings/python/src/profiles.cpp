#include <connectify/connectify.hpp>
#include <memory>

#include "errors.hpp"
#include "subjects.hpp"
#include "text.hpp"

namespace py = pybind11;

namespace binding {
namespace {

// (the cleaned text, or None if the text fits as it is; the changes as JSON)
py::tuple to_python(const connectify::CleanedText& cleaned) {
  return py::make_tuple(to_str_or_none(cleaned.text), to_str(cleaned.changes));
}

}  // namespace

// The GIL stays: for the texts of people, letting it go would take longer than the work.
void define_profiles(py::module_& module) {
  module.def("check_text", [](const std::string& profile, const py::object& given) {
    const Utf8 text(given);
    raising([&] { connectify::check_text(profile, text.view()); });
  });
  module.def("clean_text", [](const std::string& profile, const py::object& given) {
    const Utf8 text(given);
    return to_python(raising([&] { return connectify::clean_text(profile, text.view()); }));
  });

  using connectify::TextProfile;
  py::class_<TextProfile>(module, "TextProfile")
      .def(py::init([](const py::object& json) {
        const Utf8 text(json);
        return raising([&] { return std::make_unique<TextProfile>(text.view()); });
      }))
      .def("check",
           [](const TextProfile& profile, const py::object& given) {
             const Utf8 text(given);
             raising([&] { profile.check(text.view()); });
           })
      .def("clean", [](const TextProfile& profile, const py::object& given) {
        const Utf8 text(given);
        return to_python(raising([&] { return profile.clean(text.view()); }));
      });
}

}  // namespace binding
