#include "calls.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <chrono>
#include <connectify/connectify.hpp>
#include <memory>
#include <optional>
#include <string>

#include "errors.hpp"
#include "text.hpp"
#include "waiting.hpp"

namespace py = pybind11;

namespace binding {
namespace {

// (JSON, HTTP status, request id, how many requests were made)
py::tuple to_python(const connectify::Answer& answer) {
  return py::make_tuple(to_str(answer.json()), answer.http_status(), to_str(answer.request_id()), answer.attempts());
}

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

class EventStream {
 public:
  EventStream(Client& client, const std::string& operation, const py::object& last_event_id,
              const std::optional<py::dict>& given)
      : stream_(raising([&] {
          const auto options = make_options(given);
          return connectify::EventStream(*client, operation, Utf8(last_event_id).view(), &options);
        })) {}

  // Waits in slices, between which Ctrl-C is seen.
  py::object next(std::int64_t timeout_ms) {
    using std::chrono::milliseconds;
    using std::chrono::steady_clock;
    const auto deadline = steady_clock::now() + milliseconds(timeout_ms);
    for (;;) {
      const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
      const auto slice = timeout_ms < 0 ? kSlice : std::clamp(left, milliseconds(0), kSlice);
      const auto event = raising([&] { return without_gil([&] { return stream_->next(slice); }); });
      if (event) return to_python(*event);
      if (in_main_thread() && PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (timeout_ms >= 0 && steady_clock::now() >= deadline) return py::none();
    }
  }
  int descriptor() { return stream_->descriptor(); }
  py::str last_event_id() {
    return to_str(raising([&] { return stream_->last_event_id(); }));
  }
  void close() {
    without_gil([&] { return stream_->close(), true; });
  }

 private:
  static constexpr std::chrono::milliseconds kSlice{50};

  Owned<connectify::EventStream> stream_;
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
      .def("log_level", [](Client& client) { return to_str(client->log_level()); })
      .def(
          "as_role",
          [](Client& client, const py::object& role, const py::object& roles) {
            const std::string name = without_nul(role);
            const Utf8 document(roles);
            return raising([&] {
              return without_gil([&] { return std::make_unique<Client>(client->as_role(name, document.view())); });
            });
          },
          py::keep_alive<0, 1>())  // a client that goes ends those that were narrowed from it
      .def("explain",
           [](Client& client, const py::object& operation, const py::object& resource) {
             const std::string name = without_nul(operation);
             const std::string id = without_nul(resource);
             return to_str(raising([&] { return client->explain(name, id); }));
           })
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

  py::class_<EventStream>(module, "EventStream")
      .def(py::init<Client&, const std::string&, const py::object&, const std::optional<py::dict>&>(),
           py::keep_alive<1, 2>())
      .def("next", &EventStream::next)
      .def("descriptor", &EventStream::descriptor)
      .def("last_event_id", &EventStream::last_event_id)
      .def("close", &EventStream::close);
}

}  // namespace binding
