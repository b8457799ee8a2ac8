#include "errors.hpp"

#include "text.hpp"

namespace py = pybind11;

namespace binding {
namespace {

// The package's classes, kept for as long as the process lives.
struct Classes {
  py::handle cancelled;
  py::handle by_code;
  py::handle base;
};

Classes& classes() {
  static Classes kept;
  return kept;
}

py::object text_or_none(std::string_view text) {
  if (text.empty()) return py::none();
  return to_str(text);
}

py::object seconds_or_none(std::optional<std::chrono::milliseconds> time) {
  if (!time) return py::none();
  return py::float_(std::chrono::duration<double>(*time).count());
}

py::handle class_of(const connectify::Error& error) {
  if (error.code() == CFY_ERROR_CANCELLED) return classes().cancelled;
  const py::handle found = PyDict_GetItemString(classes().by_code.ptr(), std::string(error.name()).c_str());
  return found ? found : classes().base;
}

}  // namespace

py::object to_exception(const connectify::Error& error) {
  py::object exception = class_of(error)(to_str(error.what()));
  exception.attr("code") = to_str(error.name());
  exception.attr("field") = text_or_none(error.field());
  exception.attr("rule") = text_or_none(error.rule());
  exception.attr("http_status") = error.http_status() == 0 ? py::object(py::none()) : py::int_(error.http_status());
  exception.attr("api_code") = text_or_none(error.api_code());
  exception.attr("request_id") = text_or_none(error.request_id());
  exception.attr("attempts") = py::int_(error.attempts());
  exception.attr("retriable") = py::bool_(error.retriable());
  exception.attr("retry_after") = seconds_or_none(error.retry_after());
  return exception;
}

void raise(const connectify::Error& error) {
  if (PyErr_Occurred() != nullptr) throw py::error_already_set();
  const py::object exception = to_exception(error);
  PyErr_SetObject(py::type::of(exception).ptr(), exception.ptr());
  throw py::error_already_set();
}

void define_errors(py::module_& module) {
  classes().cancelled = PyErr_NewException("connectify._native.Cancelled", nullptr, nullptr);
  if (!classes().cancelled) throw py::error_already_set();
  module.attr("Cancelled") = classes().cancelled;
  module.def("set_exceptions", [](const py::dict& by_code, const py::object& base) {
    classes().by_code = by_code.inc_ref();
    classes().base = base.inc_ref();
  });
}

}  // namespace binding
