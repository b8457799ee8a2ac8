#include "text.hpp"

namespace py = pybind11;

namespace binding {

Utf8::Utf8(const py::object& text) : owner_(text) {
  if (PyUnicode_Check(owner_.ptr()) != 0) {
    Py_ssize_t size = 0;
    if (const char* data = PyUnicode_AsUTF8AndSize(owner_.ptr(), &size); data != nullptr) {
      view_ = {data, static_cast<std::size_t>(size)};
      return;
    }
    if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError) == 0) throw py::error_already_set();
    PyErr_Clear();
    owner_ = py::reinterpret_steal<py::object>(PyUnicode_AsEncodedString(text.ptr(), "utf-8", "surrogatepass"));
    if (!owner_) throw py::error_already_set();
  }
  if (PyBytes_Check(owner_.ptr()) == 0) throw py::type_error("a str or bytes is needed");
  view_ = {PyBytes_AS_STRING(owner_.ptr()), static_cast<std::size_t>(PyBytes_GET_SIZE(owner_.ptr()))};
}

std::string without_nul(const py::object& text) {
  const Utf8 given(text);
  if (given.view().find('\0') != std::string_view::npos) throw py::value_error("embedded null character");
  return std::string(given.view());
}

py::str to_str(std::string_view text) {
  PyObject* made = PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace");
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(made);
}

}  // namespace binding
