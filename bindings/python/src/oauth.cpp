#include <connectify/connectify.hpp>
#include <memory>
#include <optional>
#include <string>

#include "errors.hpp"
#include "subjects.hpp"
#include "text.hpp"
#include "waiting.hpp"

namespace py = pybind11;

namespace binding {

using connectify::Cancel;
using connectify::Secret;
using connectify::Token;
using Client = Owned<connectify::Client>;
using DeviceLogin = connectify::DeviceLogin;
using OAuth = Owned<connectify::OAuth>;

namespace {

// A login by browser under way, which is good for one answer and so for one thread at a time.
class Authorization {
 public:
  explicit Authorization(connectify::Authorization&& begun) : value_(std::move(begun)) {}

  py::str url() { return to_str(value_->url()); }
  bool browser_opened() { return value_->browser_opened(); }
  // Without the GIL.
  template <class Function>
  Token end(Function function) {
    const std::scoped_lock lock(mutex_);
    return function(*value_);
  }

 private:
  std::mutex mutex_;
  Owned<connectify::Authorization> value_;
};

// A text that may be missing.
class OptionalText {
 public:
  explicit OptionalText(const py::object& text) {
    if (!text.is_none()) text_.emplace(text);
  }
  std::optional<std::string_view> view() const { return text_ ? std::optional(text_->view()) : std::nullopt; }

 private:
  std::optional<Utf8> text_;
};

// Runs what waits, until the caller's switch ends it or, where none is given, Ctrl-C.
template <class Function>
auto run(const Cancel* given, Function function) {
  const SignalWatch watch;
  std::optional<Cancel> own;
  if (given == nullptr) own.emplace(raising([&] { return watch.make_switch(); }));
  const Cancel* const cancel = given == nullptr ? &*own : given;
  return watch.run([&] { return function(cancel); });
}

// The same for what cannot be ended; it takes no longer than a request.
template <class Function>
auto run(Function function) {
  return raising([&] { return without_gil(function); });
}

std::unique_ptr<Authorization> get_authorization_url(OAuth& oauth, const py::object& redirect_uri,
                                                     const Cancel* cancel) {
  const OptionalText uri(redirect_uri);
  return run(cancel, [&](const Cancel* until) {
    return std::make_unique<Authorization>(oauth->get_authorization_url(uri.view(), until));
  });
}

Token exchange_code_for_token(OAuth& oauth, Authorization& authorization, const py::object& answer,
                              const Cancel* cancel) {
  const Utf8 text(answer);
  return run(cancel, [&](const Cancel* until) {
    return authorization.end(
        [&](const auto& login) { return oauth->exchange_code_for_token(login, text.view(), until); });
  });
}

std::unique_ptr<Authorization> open_browser(OAuth& oauth, const Cancel* cancel) {
  return run(cancel, [&](const Cancel* until) { return std::make_unique<Authorization>(oauth->open_browser(until)); });
}

Token wait_for_browser(OAuth& oauth, Authorization& authorization, std::int64_t timeout_ms, const Cancel* cancel) {
  return run(cancel, [&](const Cancel* until) {
    return authorization.end([&](const auto& login) {
      return oauth->wait_for_browser(login, std::chrono::milliseconds(timeout_ms), until);
    });
  });
}

Token login(OAuth& oauth, const Cancel* cancel) {
  return run(cancel, [&](const Cancel* until) { return oauth->login(until); });
}

DeviceLogin begin_device_login(OAuth& oauth, const Cancel* cancel) {
  return run(cancel, [&](const Cancel* until) { return oauth->begin_device_login(until); });
}

Token finish_device_login(OAuth& oauth, const DeviceLogin& login, const Cancel* cancel) {
  return run(cancel, [&](const Cancel* until) { return oauth->finish_device_login(login, until); });
}

Token token(OAuth& oauth, const py::object& scope) {
  const OptionalText names(scope);
  return run([&] { return oauth->token(names.view()); });
}

Token refresh_token(OAuth& oauth, const py::object& scope) {
  const OptionalText names(scope);
  return run([&] { return oauth->refresh_token(names.view()); });
}

Token exchange_token(OAuth& oauth, const Secret& subject_token, const py::object& scope, const py::object& resource) {
  const OptionalText names(scope);
  const OptionalText api(resource);
  return run([&] { return oauth->exchange_token(subject_token, names.view(), api.view()); });
}

void define_token(py::module_& module) {
  py::class_<Token>(module, "Token")
      .def("access_token",
           [](const Token& token) { return raising([&] { return std::make_shared<Secret>(token.access_token()); }); })
      .def("scope", [](const Token& token) { return to_str(token.scope()); })
      .def("type", [](const Token& token) { return to_str(token.type()); })
      .def("expires_in", [](const Token& token) {
        const auto left = token.expires_in();
        return left ? py::object(py::int_(left->count())) : py::none();
      });
}

void define_logins(py::module_& module) {
  py::class_<Authorization>(module, "Authorization")
      .def("url", &Authorization::url)
      .def("browser_opened", &Authorization::browser_opened);
  py::class_<DeviceLogin>(module, "DeviceLogin")
      .def("user_code", [](const DeviceLogin& login) { return to_str(login.user_code()); })
      .def("verification_uri", [](const DeviceLogin& login) { return to_str(login.verification_uri()); })
      .def("verification_uri_complete",
           [](const DeviceLogin& login) { return to_str(login.verification_uri_complete()); });
}

}  // namespace

void define_oauth(py::module_& module) {
  py::class_<Cancel>(module, "Cancel")
      .def(py::init([] { return raising([] { return std::make_unique<Cancel>(); }); }))
      .def("trigger", &Cancel::trigger);
  define_token(module);
  define_logins(module);
  py::class_<OAuth>(module, "OAuth")
      .def(py::init(
          [](const connectify::Config& config) { return run([&] { return std::make_unique<OAuth>(config); }); }))
      .def_static("of_client", [](Client& client) { return run([&] { return std::make_unique<OAuth>(*client); }); })
      .def("client",
           [](OAuth& oauth, const connectify::Config& config) {
             return run([&] { return std::make_unique<Client>(oauth->client(config)); });
           })
      .def("get_authorization_url", get_authorization_url)
      .def("exchange_code_for_token", exchange_code_for_token)
      .def("open_browser", open_browser)
      .def("wait_for_browser", wait_for_browser)
      .def("login", login)
      .def("begin_device_login", begin_device_login)
      .def("finish_device_login", finish_device_login)
      .def("token", token)
      .def("refresh_token", refresh_token)
      .def("exchange_token", exchange_token)
      .def("introspect",
           [](OAuth& oauth, const Secret& token) { return to_str(run([&] { return oauth->introspect(token); })); })
      .def("revoke_token",
           [](OAuth& oauth, const Secret& token) { run([&] { return oauth->revoke_token(token), true; }); })
      .def("revoke", [](OAuth& oauth) { return run([&] { return oauth->revoke(); }); })
      .def("revoke_all", [](OAuth& oauth) { return run([&] { return oauth->revoke_all(); }); });
}

}  // namespace binding
