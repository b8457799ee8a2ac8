#include <connectify/connectify.hpp>
#include <memory>
#include <string>

#include "errors.hpp"
#include "gil.hpp"
#include "subjects.hpp"
#include "text.hpp"

namespace py = pybind11;

namespace binding {
namespace {

using connectify::Scan;

using Method = std::string (Scan::*)(const std::string&);

// Runs one of the scans that read files.
template <Method method>
py::str run(Scan& scan, const std::string& path) {
  return to_str(raising([&] { return without_gil([&] { return (scan.*method)(path); }); }));
}

}  // namespace

void define_scan(py::module_& module) {
  py::class_<Scan>(module, "Scan")
      .def(py::init([] { return raising([] { return std::make_unique<Scan>(); }); }))
      .def("set",
           [](Scan& scan, const std::string& name, const py::object& value) {
             const Utf8 text(value);
             raising([&] { scan.set(name, text.view()); });
           })
      .def("text",
           [](const Scan& scan, const std::string& name, const py::object& given) {
             const Utf8 text(given);
             return to_str(raising([&] { return without_gil([&] { return scan.text(name, text.view()); }); }));
           })
      .def("path", run<&Scan::path>)
      .def("history", run<&Scan::history>)
      .def("staged", run<&Scan::staged>)
      .def("stop", &Scan::stop)
      .def("progress", [](const Scan& scan) {
        const Scan::Progress now = scan.progress();
        return py::make_tuple(now.files, now.bytes);
      });
}

}  // namespace binding
