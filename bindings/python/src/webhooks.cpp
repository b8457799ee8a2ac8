#include <pybind11/stl.h>

#include <connectify/connectify.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "errors.hpp"
#include "gil.hpp"
#include "subjects.hpp"
#include "text.hpp"

namespace py = pybind11;

namespace binding {

using connectify::WebhookVerifier;
using Headers = std::vector<std::pair<std::string, std::string>>;

namespace {

py::str verify(WebhookVerifier& verifier, const py::bytes& body, const Headers& headers,
               std::optional<std::int64_t> at) {
  const auto bytes = static_cast<std::string_view>(body);
  return to_str(raising([&] {
    return without_gil_if_long(bytes.size(),
                               [&] { return verifier.verify(headers, bytes, at.value_or(CFY_WEBHOOK_NOW)); });
  }));
}

}  // namespace

void define_webhooks(py::module_& module) {
  py::class_<WebhookVerifier>(module, "WebhookVerifier")
      .def(py::init([] { return raising([] { return std::make_unique<WebhookVerifier>(); }); }))
      .def("add_secret", [](WebhookVerifier& verifier,
                            const connectify::Secret& secret) { raising([&] { verifier.add_secret(secret.get()); }); })
      .def("add_secret_file",
           [](WebhookVerifier& verifier, const std::string& path) { raising([&] { verifier.add_secret_file(path); }); })
      .def("set",
           [](WebhookVerifier& verifier, const std::string& name, const py::object& value) {
             const Utf8 text(value);
             raising([&] { verifier.set(name, text.view()); });
           })
      .def("max_body", &WebhookVerifier::max_body)
      .def("verify", verify);
  module.def("webhook_status", &connectify::webhook_status);
}

}  // namespace binding
