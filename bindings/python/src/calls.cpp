#include "calls.hpp"

#include <pybind11/stl.h>

#include <atomic>
#include <connectify/connectify.hpp>
#include <memory>
#include <optional>
#include <string>

#include "errors.hpp"
#include "gil.hpp"
#include "text.hpp"

namespace py = pybind11;

namespace binding {
namespace {

// (JSON, HTTP status, request id)
py::tuple to_python(const connectify::Answer& answer) {
  return py::make_tuple(to_str(answer.json()), answer.http_status(), to_str(answer.request_id()));
}

// Owns a class of connectify.hpp whose end may wait for threads: the GIL is let go meanwhile.
template <class T>
class Owned {
 public:
  template <class... Arguments>
  explicit Owned(Arguments&&... arguments) : value_(std::in_place, std::forward<Arguments>(arguments)...) {}
  ~Owned() {
    without_gil([this] {
      value_.reset();
      return true;
    });
  }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;

  T& operator*() { return *value_; }
  T* operator->() { return &*value_; }

 private:
  std::optional<T> value_;
};

using Client = Owned<connectify::Client>;
using Queue = Owned<connectify::Queue>;

connectify::CallOptions make_options(const std::optional<py::dict>& given) {
  connectify::CallOptions options;
  if (given) {
    for (const auto& [name, value] : *given) {
      options.set(name.cast<std::string>(), Utf8(py::reinterpret_borrow<py::object>(value)).view());
    }
  }
  return options;
}

// Lets Ctrl-C end a blocking call. Python runs signal handlers in its main thread alone, so the others never ask.
class SignalWatch {
 public:
  SignalWatch() : asks_(std::make_shared<std::atomic<bool>>(false)) {}

  connectify::Cancel make_switch() const {
    return connectify::Cancel([asks = asks_] { return *asks && signal_came(); });
  }

  // Runs a function that waits in the library, without the GIL. What a signal handler raised meanwhile comes before
  // anything that the function gave or threw.
  template <class Function>
  auto run(Function function) const {
    *asks_ = in_main_thread();
    auto result = raising([&] { return without_gil(function); });
    if (PyErr_Occurred() != nullptr) throw py::error_already_set();
    return result;
  }

 private:
  static bool signal_came() noexcept {
    const PyGILState_STATE state = PyGILState_Ensure();
    const bool raised = PyErr_Occurred() != nullptr || PyErr_CheckSignals() != 0;
    PyGILState_Release(state);
    return raised;
  }

  std::shared_ptr<std::atomic<bool>> asks_;
};

class Pages {
 public:
  Pages(Client& client, const std::string& operation, const py::object& arguments,
        const std::optional<py::dict>& options)
      : pages_(raising([&] { return make(client, operation, arguments, options, watch_); })) {}

  py::object next() {
    const auto answer = watch_.run([this] { return pages_->next(); });
    return answer ? py::object(to_python(*answer)) : py::none();
  }
  std::optional<std::int64_t> submit(Queue& queue) {
    return raising([&] { return without_gil([&] { return pages_->submit(*queue); }); });
  }

 private:
  static connectify::Pages make(Client& client, const std::string& operation, const py::object& arguments,
                                const std::optional<py::dict>& given, const SignalWatch& watch) {
    auto options = make_options(given);
    options.set(watch.make_switch());
    return {*client, operation, Utf8(arguments).view(), &options};
  }

  SignalWatch watch_;
  Owned<connectify::Pages> pages_;
};

py::tuple call(Client& client, const std::string& operation, const py::object& arguments,
               const std::optional<py::dict>& given) {
  const SignalWatch watch;
  const auto options = raising([&] {
    auto made = make_options(given);
    made.set(watch.make_switch());
    return made;
  });
  const Utf8 json(arguments);
  return to_python(watch.run([&] { return client->call_json(operation, json.view(), &options); }));
}

std::int64_t submit(Client& client, const std::string& operation, const py::object& arguments, Queue& queue,
                    const std::optional<py::dict>& given) {
  const auto options = raising([&] { return make_options(given); });
  const Utf8 json(arguments);
  return raising(
      [&] { return without_gil([&] { return client->submit_json(operation, json.view(), *queue, &options); }); });
}

// Everything that has arrived, as (id, answer, exception) with one of the latter two None. Does not wait.
py::list drain(Queue& queue) {
  py::list arrived;
  while (auto completion = raising([&] { return queue->next(std::chrono::milliseconds(0)); })) {
    std::optional<connectify::Answer> answer;
    std::optional<connectify::Error> failed;
    try {
      answer.emplace(completion->take());
    } catch (const connectify::Error& error) {
      failed.emplace(error);
    }
    arrived.append(py::make_tuple(completion->id(), answer ? py::object(to_python(*answer)) : py::none(),
                                  failed ? to_exception(*failed) : py::none()));
  }
  return arrived;
}

}  // namespace

void define_calls(py::module_& module) {
  using connectify::Config;
  py::class_<Config>(module, "Config")
      .def(py::init([] { return raising([] { return std::make_unique<Config>(); }); }))
      .def("set",
           [](Config& config, const std::string& name, const py::object& value) {
             const Utf8 text(value);
             raising([&] { config.set(name, text.view()); });
           })
      .def("set_secret", [](Config& config, const std::string& name,
                            const connectify::Secret& secret) { raising([&] { config.set(name, secret); }); })
      .def("diagnose", [](const Config& config) { return to_str(raising([&] { return config.diagnose(); })); });

  py::class_<Queue>(module, "Queue")
      .def(py::init([] { return raising([] { return std::make_unique<Queue>(); }); }))
      .def("descriptor", [](Queue& queue) { return queue->descriptor(); })
      .def("drain", drain);

  py::class_<Client>(module, "Client")
      .def(py::init([](const Config& config) {
        return raising([&] { return without_gil([&] { return std::make_unique<Client>(config); }); });
      }))
      .def("call", call)
      .def("submit", submit)
      .def("cancel", [](Client& client, std::int64_t id) { raising([&] { client->cancel(id); }); })
      .def(
          "tls_report",
          [](Client& client) {
            return to_str(raising([&] { return without_gil([&] { return connectify::tls::report(client->get()); }); }));
          })
      .def("close", [](Client& client) { without_gil([&] { return client->close(), true; }); });

  // The pages do not keep the client open: the object does.
  py::class_<Pages>(module, "Pages")
      .def(py::init<Client&, const std::string&, const py::object&, const std::optional<py::dict>&>(),
           py::keep_alive<1, 2>())
      .def("next", &Pages::next)
      .def("submit", &Pages::submit);
}

}  // namespace binding
