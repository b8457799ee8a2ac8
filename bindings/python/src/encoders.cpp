#include "encoders.hpp"

#include <array>
#include <connectify/connectify.hpp>
#include <new>

#include "errors.hpp"
#include "text.hpp"

namespace py = pybind11;

namespace binding {
namespace {

// The text itself where it is safe as it is. The GIL stays: letting it go would take longer than the work.
py::object encode(const char* context, const char* unfit, const py::object& text) {
  const Utf8 given(text);
  const auto encoded = raising([&] { return connectify::encode_to_buffer(context, unfit, given.view()); });
  if (encoded) return to_str(encoded->view());
  return PyUnicode_Check(text.ptr()) != 0 ? text : py::object(to_str(given.view()));
}

// The one keyword there is. `arguments` hold the values of keywords behind those without.
const char* unfit_of(PyObject* const* arguments, Py_ssize_t count, PyObject* keywords) {
  if (keywords == nullptr || PyTuple_GET_SIZE(keywords) == 0) return nullptr;
  if (PyTuple_GET_SIZE(keywords) != 1 ||
      PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(keywords, 0), "unfit") != 0) {
    throw py::type_error("there is no keyword argument but unfit");
  }
  const char* const choice = PyUnicode_AsUTF8(arguments[count]);
  if (choice == nullptr) throw py::error_already_set();
  return choice;
}

// Bare, since pybind11's way to a function takes longer than most texts. `context` is the name, as the function's self.
PyObject* encode_for(PyObject* context, PyObject* const* arguments, Py_ssize_t count, PyObject* keywords) try {
  if (count != 1) throw py::type_error("one text is needed");
  const char* const unfit = unfit_of(arguments, count, keywords);
  return encode(PyUnicode_AsUTF8(context), unfit, py::reinterpret_borrow<py::object>(arguments[0])).release().ptr();
} catch (py::error_already_set& error) {
  error.restore();
  return nullptr;
} catch (const py::builtin_exception& error) {
  error.set_error();
  return nullptr;
} catch (const std::bad_alloc&) {
  return PyErr_NoMemory();
}

PyMethodDef method(const char* name, const char* documentation) {
  // The way in which CPython wants such functions to be given.
  return {name, reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(encode_for)), METH_FASTCALL | METH_KEYWORDS,
          documentation};
}

#define CONNECTIFY_ENCODER(NAME, FOR) method(#NAME, #NAME "(text, /, *, unfit='replace')\n--\n\nThe text, safe " FOR)

// CPython keeps pointers to these.
std::array<PyMethodDef, 12>& methods() {
  static std::array<PyMethodDef, 12> all = {{
      CONNECTIFY_ENCODER(html_text, "between the tags of a page."),
      CONNECTIFY_ENCODER(html_attribute, "in an attribute's value between quotes."),
      CONNECTIFY_ENCODER(javascript_string, "between the quotes of a string of JavaScript."),
      CONNECTIFY_ENCODER(css_string, "between the quotes of a string of CSS."),
      CONNECTIFY_ENCODER(xml, "in XML, as text or between the quotes of an attribute."),
      CONNECTIFY_ENCODER(url_component,
                         "as one part of a URL: a segment of its path, or a name or value of its query."),
      CONNECTIFY_ENCODER(json_string, "between the quotes of a string of JSON."),
      CONNECTIFY_ENCODER(log_line, "in one line of a log, or on a terminal."),
      CONNECTIFY_ENCODER(csv_cell, "as a cell of CSV, quotes included: no formula, no second cell."),
      CONNECTIFY_ENCODER(shell_argument, "as one argument of a POSIX shell's command, quotes included."),
      CONNECTIFY_ENCODER(header_value, "as the value of an HTTP header, or ValidationError."),
      CONNECTIFY_ENCODER(file_name, "as the name of a file in a folder of yours, or ValidationError."),
  }};
  return all;
}

#undef CONNECTIFY_ENCODER

}  // namespace

void define_encoders(py::module_& module) {
  for (PyMethodDef& method : methods()) {
    const py::str context(method.ml_name);
    module.add_object(method.ml_name,
                      py::reinterpret_steal<py::object>(PyCFunction_NewEx(&method, context.ptr(), nullptr)));
  }
  module.def(
      "encode",
      [](const std::string& context, const py::object& text, const std::string& unfit) {
        return encode(context.c_str(), unfit.c_str(), text);
      },
      py::arg("context"), py::arg("text"), py::pos_only(), py::kw_only(), py::arg("unfit") = "replace");
  module.def("contexts", [] { return to_str(raising([] { return connectify::text_contexts(); })); });
  module.def("profiles", [] { return to_str(raising([] { return connectify::text_profiles(); })); });
}

}  // namespace binding
