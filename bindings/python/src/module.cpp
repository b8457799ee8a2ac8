// connectify._native: connectify.hpp for the package beside it, and for nobody else.

#include <pybind11/pybind11.h>

#include <connectify/connectify.hpp>
#include <string>

#include "calls.hpp"
#include "encoders.hpp"
#include "errors.hpp"
#include "gil.hpp"
#include "subjects.hpp"
#include "values.hpp"

namespace py = pybind11;

namespace {

std::string dotted(std::uint32_t version) {
  return std::to_string(version >> 16U) + "." + std::to_string(version & 0xffffU);
}

// The rule of abi.h: the same major version, and at least our minor version.
void require_abi() {
  const std::uint32_t loaded = cfy_abi_version();
  const std::uint32_t needed = CFY_ABI_VERSION;
  if (loaded >> 16U != needed >> 16U || (loaded & 0xffffU) < (needed & 0xffffU)) {
    throw py::import_error("the libconnectify that was loaded has interface " + dotted(loaded) +
                           ", and this package needs " + dotted(needed));
  }
}

}  // namespace

PYBIND11_MODULE(_native, module) {
  require_abi();
  binding::define_errors(module);
  binding::define_values(module);
  binding::define_calls(module);
  binding::define_encoders(module);
  binding::define_profiles(module);
  binding::define_json(module);
  binding::define_webhooks(module);
  binding::define_redaction(module);
  binding::define_tokens(module);
  binding::define_tls(module);
  binding::define_scan(module);
  binding::define_oauth(module);
  binding::define_rotation(module);
  binding::define_privilege(module);
  module.def("version", [] { return cfy_version(); });
  module.def("shut_down", &binding::shut_down);
  module.def("thread_is_ending", [] { return binding::is_shut_down() && !binding::in_main_thread(); });
}
