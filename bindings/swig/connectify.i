// What Java and C# see of <connectify/connectify.hpp>: the classes that the packages' faces are built on, and no more.
// A method that is not named as in the header is an %extend: SWIG 4.1 knows neither std::optional nor std::chrono.
//
// The language's own file includes this one after its typemaps, which say how these types cross:
//   std::string_view (in)     UTF-8 bytes of exactly that length, embedded NULs kept
//   const std::string & (in)  the same, for names
//   std::string_view (out)    bytes that the object lends
//   std::string (out)         text
//   Bytes (out)               bytes that need not be text
//   std::optional<std::string> (out)  text; nothing: that which was given can stay as it is
//   std::optional<std::string_view> (in)  text; nothing: as the settings have it
//   Answer *, Completion *, CleanedText * (out)  owned by the caller; NULL where the comment says so
// and an %exception that turns a connectify::Error into the language's exception of its code.

%{
#include <chrono>
#include <connectify/connectify.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

template <class T>
T* on_heap(std::optional<T> value) {
  return value ? new T(*std::move(value)) : nullptr;
}

}  // namespace
%}

%include <stdint.i>

// The interface that this package was compiled for; the library's own is what abi_version() answers.
%constant unsigned int ABI_VERSION = CFY_ABI_VERSION;
%inline %{
unsigned int abi_version() { return cfy_abi_version(); }
std::string library_version() { return cfy_version(); }
// Ends the library's work in this process; whether all calls in flight had left in time.
bool shut_down() { return cfy_shutdown(-1) != 0; }
using Bytes = std::string;
%}

%newobject connectify::Completion::take;
%newobject connectify::Queue::next;
%newobject connectify::Client::call;
%newobject connectify::Client::as_role;
%newobject connectify::Pages::next;

namespace connectify {

class Secret {
 public:
  explicit Secret(std::string_view value);
  std::string_view reveal() const;
  std::string describe() const;
  bool equals(const Secret& other) const;
};

class Config {
 public:
  Config();
  std::string diagnose() const;
  %extend {
    void set(const std::string& name, std::string_view value) { $self->set(name, value); }
    void set_secret(const std::string& name, const connectify::Secret& value) { $self->set(name, value); }
  }
};

class Cancel {
 public:
  Cancel();
  void trigger();
};

class CallOptions {
 public:
  CallOptions();
  %extend {
    void set(const std::string& name, std::string_view value) { $self->set(name, value); }
    void set_cancel(const connectify::Cancel& cancel) { $self->set(cancel); }
  }
};

%nodefaultctor Answer;
class Answer {
 public:
  std::string_view json() const;
  int http_status() const;
  std::string_view request_id() const;
  // How many requests were made for it.
  int attempts() const;
};

%nodefaultctor Completion;
class Completion {
 public:
  std::int64_t id() const;
  %extend {
    // Once; throws the call's error.
    connectify::Answer* take() { return new connectify::Answer($self->take()); }
  }
};

class Queue {
 public:
  Queue();
  void close();
  %extend {
    // NULL if nothing came in time; a negative timeout waits without end.
    connectify::Completion* next(std::int64_t timeout_ms) {
      return on_heap($self->next(std::chrono::milliseconds(timeout_ms)));
    }
  }
};

class Client {
 public:
  explicit Client(const Config& config);
  void cancel(std::int64_t id);
  // Ends the calls in flight; from any thread. The memory stays until the object goes.
  void close();
  // From which level on records are wanted: DEBUG, INFO, WARNING or ERROR.
  std::string_view log_level() const;
  // JSON: whether an operation would be sent, and why. An empty `resource` is none.
  std::string explain(const std::string& operation, const std::string& resource) const;
  %extend {
    // An empty `roles`: the built-in ones alone.
    connectify::Client* as_role(const std::string& role, std::string_view roles) const {
      return new connectify::Client($self->as_role(role, roles));
    }
    // JSON: what the service's TLS offers.
    std::string tls_report() { return connectify::tls::report($self->get()); }
    // `options` may be NULL.
    connectify::Answer* call(const std::string& operation, std::string_view arguments,
                             const connectify::CallOptions* options) {
      return new connectify::Answer($self->call_json(operation, arguments, options));
    }
    // `options` may be NULL. Answers the id that the completion bears.
    std::int64_t submit(const std::string& operation, std::string_view arguments, connectify::Queue& queue,
                        const connectify::CallOptions* options) {
      return $self->submit_json(operation, arguments, queue, options);
    }
  }
};

class Pages {
 public:
  // `options` may be NULL.
  Pages(Client& client, const std::string& operation, std::string_view arguments, const CallOptions* options);
  %extend {
    // NULL after the last.
    connectify::Answer* next() { return on_heap($self->next()); }
    // 0 after the last.
    std::int64_t submit(connectify::Queue& queue) { return $self->submit(queue).value_or(0); }
  }
};

}  // namespace connectify

%include "profiles.i"
%include "json.i"
%include "webhooks.i"
%include "redaction.i"
%include "tokens.i"
%include "tls.i"
%include "scan.i"
%include "streams.i"
%include "oauth.i"
%include "privilege.i"
%include "rotation.i"
