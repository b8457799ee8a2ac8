#include <connectify/connectify.hpp>
#include <string>

#include "errors.hpp"
#include "gil.hpp"
#include "subjects.hpp"
#include "text.hpp"

namespace py = pybind11;

namespace binding {

void define_tls(py::module_& module) {
  module.def("tls_judge", [](const std::string& chain, const std::string& authorities, const std::string& name,
                             std::int64_t at, const std::string& crls) {
    return to_str(raising([&] {
      return without_gil([&] { return connectify::tls::judge({chain, authorities, name, at, crls}); });
    }));
  });
  module.def("tls_probe", [](const connectify::Config& config, const std::string& host, std::uint16_t port) {
    return to_str(
        raising([&] { return without_gil([&] { return connectify::tls::probe(config.get(), host, port); }); }));
  });
}

}  // namespace binding
