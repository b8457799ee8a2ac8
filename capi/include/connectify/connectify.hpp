/**
 * @file connectify/connectify.hpp
 * @brief The C++17 face of <connectify/connectify.h>: owning classes and exceptions, header-only.
 *
 * Nothing is decided here. Each class owns one handle, is movable, and frees the handle when it goes; each method is
 * the C function of the same name, whose comment holds for it too (threads and errors included), and throws its error
 * as the exception class of its code. Text goes in as std::string_view in UTF-8, of exactly that length.
 */
#ifndef CONNECTIFY_CONNECTIFY_HPP
#define CONNECTIFY_CONNECTIFY_HPP

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "connectify.h"
#include "error.hpp"
#include "jwt.hpp"
#include "operations.hpp"
#include "privilege.hpp"
#include "redactor.hpp"
#include "rotation.hpp"
#include "scan.hpp"
#include "schema.hpp"
#include "text.hpp"
#include "tls.hpp"
#include "webhook.hpp"

namespace connectify {

/// A value that must not be seen.
class Secret {
 public:
  /// Takes a handle that the library has made.
  explicit Secret(cfy_secret* owned) noexcept : handle_(owned) {}
  explicit Secret(std::string_view value) {
    cfy_secret* made = nullptr;
    detail::check(cfy_secret_new(value.data(), value.size(), &made));
    handle_.reset(made);
  }

  /// The value, borrowed: gone with this object.
  std::string_view reveal() const {
    const void* value = nullptr;
    std::size_t size = 0;
    detail::check(cfy_secret_reveal(handle_.get(), &value, &size));
    return {static_cast<const char*>(value), size};
  }
  std::string describe() const {
    cfy_buffer* text = nullptr;
    detail::check(cfy_secret_describe(handle_.get(), &text));
    return Buffer(text).str();
  }
  bool equals(const Secret& other) const noexcept { return cfy_secret_equals(handle_.get(), other.handle_.get()) != 0; }
  const cfy_secret* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<cfy_secret, cfy_secret_free> handle_;
};

/// Settings given by the program; the rest comes from their sources when a Client is made.
class Config {
 public:
  Config() {
    cfy_config* made = nullptr;
    detail::check(cfy_config_new(&made));
    handle_.reset(made);
  }

  Config& set(const std::string& name, std::string_view value) {
    detail::check(cfy_config_set(handle_.get(), name.c_str(), value.data(), value.size()));
    return *this;
  }
  Config& set(const std::string& name, const Secret& secret) {
    detail::check(cfy_config_set_secret(handle_.get(), name.c_str(), secret.get()));
    return *this;
  }
  /// JSON: where each setting would come from, and what is wrong with any.
  std::string diagnose() const {
    cfy_buffer* json = nullptr;
    detail::check(cfy_config_diagnose(handle_.get(), &json));
    return Buffer(json).str();
  }
  const cfy_config* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<cfy_config, cfy_config_free> handle_;
};

/// A switch that ends the calls it was given to.
class Cancel {
 public:
  Cancel() {
    cfy_cancel* made = nullptr;
    detail::check(cfy_cancel_new(&made));
    handle_.reset(made);
  }
  /// With a question that blocking calls ask on their own thread while they wait; it must not throw.
  explicit Cancel(std::function<bool()> poll) : Cancel() {
    auto owned = std::make_unique<std::function<bool()>>(std::move(poll));
    cfy_cancel_poll table{};
    table.struct_size = sizeof(table);
    table.poll = [](void* payload) noexcept { return (*static_cast<std::function<bool()>*>(payload))() ? 1 : 0; };
    table.destroy = [](void* payload) noexcept { delete static_cast<std::function<bool()>*>(payload); };
    table.payload = owned.release();
    detail::check(cfy_cancel_set_poll(handle_.get(), &table));
  }

  void trigger() noexcept { cfy_cancel_trigger(handle_.get()); }
  const cfy_cancel* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<cfy_cancel, cfy_cancel_free> handle_;
};

/// What one call wants to be different from its client.
class CallOptions {
 public:
  CallOptions() {
    cfy_call_options* made = nullptr;
    detail::check(cfy_call_options_new(&made));
    handle_.reset(made);
  }
  CallOptions& set(const std::string& name, std::string_view value) {
    detail::check(cfy_call_options_set(handle_.get(), name.c_str(), value.data(), value.size()));
    return *this;
  }
  CallOptions& set(const Cancel& cancel) {
    detail::check(cfy_call_options_set_cancel(handle_.get(), cancel.get()));
    return *this;
  }
  const cfy_call_options* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<cfy_call_options, cfy_call_options_free> handle_;
};

/// The arguments of an operation, from typed values.
class Params {
 public:
  Params() {
    cfy_params* made = nullptr;
    detail::check(cfy_params_new(&made));
    handle_.reset(made);
  }
  Params& set(const std::string& name, std::string_view text) {
    detail::check(cfy_params_set_string(handle_.get(), name.c_str(), text.data(), text.size()));
    return *this;
  }
  Params& set(const std::string& name, const char* text) { return set(name, std::string_view(text)); }
  Params& set(const std::string& name, std::int64_t value) {
    detail::check(cfy_params_set_int(handle_.get(), name.c_str(), value));
    return *this;
  }
  Params& set(const std::string& name, int value) { return set(name, std::int64_t{value}); }
  Params& set(const std::string& name, double value) {
    detail::check(cfy_params_set_double(handle_.get(), name.c_str(), value));
    return *this;
  }
  Params& set(const std::string& name, bool value) {
    detail::check(cfy_params_set_bool(handle_.get(), name.c_str(), value ? 1 : 0));
    return *this;
  }
  Params& append(const std::string& name, std::string_view text) {
    detail::check(cfy_params_append_string(handle_.get(), name.c_str(), text.data(), text.size()));
    return *this;
  }
  const cfy_params* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<cfy_params, cfy_params_free> handle_;
};

/// What an operation answered; places are JSON pointers (RFC 6901), "" is the whole.
class Answer {
 public:
  explicit Answer(cfy_answer* handle) noexcept : handle_(handle) {}

  /// The data as JSON, borrowed from the answer.
  std::string_view json() const noexcept {
    std::size_t size = 0;
    const char* text = cfy_answer_json(handle_.get(), &size);
    return {text, size};
  }
  int http_status() const noexcept { return cfy_answer_http_status(handle_.get()); }
  std::string_view request_id() const noexcept { return cfy_answer_request_id(handle_.get()); }
  /// How many requests were made for it.
  int attempts() const noexcept { return cfy_answer_attempts(handle_.get()); }
  /// How the last of them went, as a JSON object; see cfy_answer_timing().
  std::string timing() const {
    cfy_buffer* out = nullptr;
    detail::check(cfy_answer_timing(handle_.get(), &out));
    return Buffer(out).str();
  }

  /// Borrowed from the answer.
  std::string_view string_at(const std::string& pointer) const {
    const char* text = nullptr;
    std::size_t size = 0;
    detail::check(cfy_answer_get_string(handle_.get(), pointer.c_str(), &text, &size));
    return {text, size};
  }
  std::int64_t int_at(const std::string& pointer) const {
    std::int64_t value = 0;
    detail::check(cfy_answer_get_int(handle_.get(), pointer.c_str(), &value));
    return value;
  }
  double double_at(const std::string& pointer) const {
    double value = 0;
    detail::check(cfy_answer_get_double(handle_.get(), pointer.c_str(), &value));
    return value;
  }
  bool bool_at(const std::string& pointer) const {
    int value = 0;
    detail::check(cfy_answer_get_bool(handle_.get(), pointer.c_str(), &value));
    return value != 0;
  }
  std::size_t count(const std::string& pointer) const {
    std::size_t value = 0;
    detail::check(cfy_answer_count(handle_.get(), pointer.c_str(), &value));
    return value;
  }

 private:
  detail::Handle<cfy_answer, cfy_answer_free> handle_;
};

/// One submitted call that has ended.
class Completion {
 public:
  explicit Completion(cfy_completion* handle) noexcept : handle_(handle) {}
  std::int64_t id() const noexcept { return cfy_completion_id(handle_.get()); }
  /// The answer, once; throws the call's error.
  Answer take() {
    cfy_answer* answer = nullptr;
    detail::check(cfy_completion_take(handle_.get(), &answer));
    return Answer(answer);
  }

 private:
  detail::Handle<cfy_completion, cfy_completion_free> handle_;
};

/// Where submitted calls arrive.
class Queue {
 public:
  Queue() {
    cfy_queue* made = nullptr;
    detail::check(cfy_queue_new(&made));
    handle_.reset(made);
  }
  int descriptor() const noexcept { return cfy_queue_descriptor(handle_.get()); }
  /// The next completion, or nothing if none came in time; a negative timeout waits without end.
  std::optional<Completion> next(std::chrono::milliseconds timeout) {
    cfy_completion* completion = nullptr;
    detail::check(cfy_queue_next(handle_.get(), timeout.count(), &completion));
    return completion == nullptr ? std::nullopt : std::optional<Completion>(completion);
  }
  void close() noexcept { cfy_queue_close(handle_.get()); }
  cfy_queue* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<cfy_queue, cfy_queue_free> handle_;
};

/// A client of the platform. Make one and keep it.
class Client {
 public:
  /// Takes a handle that the library has made.
  explicit Client(cfy_client* owned) noexcept : handle_(owned) {}
  explicit Client(const Config& config = Config()) {
    cfy_client* made = nullptr;
    detail::check(cfy_client_new(config.get(), &made));
    handle_.reset(made);
  }

  Answer call(const std::string& operation, const Params& params = Params()) {
    return call_with(operation, params.get(), nullptr);
  }
  Answer call(const std::string& operation, const Params& params, const CallOptions& options) {
    return call_with(operation, params.get(), options.get());
  }
  /// The arguments as a JSON object.
  Answer call_json(const std::string& operation, std::string_view json, const CallOptions* options = nullptr) {
    cfy_answer* answer = nullptr;
    detail::check(cfy_client_call_json(handle_.get(), operation.c_str(), json.data(), json.size(),
                                       options == nullptr ? nullptr : options->get(), &answer));
    return Answer(answer);
  }
  /// Begins a call; its completion bears the id.
  std::int64_t submit_json(const std::string& operation, std::string_view json, Queue& queue,
                           const CallOptions* options = nullptr) {
    std::int64_t id = 0;
    detail::check(cfy_client_submit_json(handle_.get(), operation.c_str(), json.data(), json.size(),
                                         options == nullptr ? nullptr : options->get(), queue.get(), &id));
    return id;
  }
  std::int64_t submit(const std::string& operation, const Params& params, Queue& queue) {
    std::int64_t id = 0;
    detail::check(cfy_client_submit(handle_.get(), operation.c_str(), params.get(), nullptr, queue.get(), &id));
    return id;
  }
  void cancel(std::int64_t id) { detail::check(cfy_client_cancel(handle_.get(), id)); }
  /// DEBUG, INFO, WARNING or ERROR.
  std::string_view log_level() const noexcept { return cfy_client_log_level(handle_.get()); }
  void close() noexcept { cfy_client_close(handle_.get()); }
  cfy_client* get() const noexcept { return handle_.get(); }

  /// A client that can do less; `roles` defines roles beside the built-in ones, as JSON.
  Client as_role(const std::string& role, std::string_view roles = {}) const {
    cfy_client* narrowed = nullptr;
    detail::check(cfy_client_as_role(handle_.get(), role.c_str(), roles.empty() ? nullptr : roles.data(), roles.size(),
                                     &narrowed));
    return Client(narrowed);
  }
  /// JSON: whether an operation would be sent, and why. `resource`: the id that it would act on; empty for none.
  std::string explain(const std::string& operation, const std::string& resource = {}) const {
    cfy_buffer* json = nullptr;
    detail::check(
        cfy_client_explain(handle_.get(), operation.c_str(), resource.empty() ? nullptr : resource.c_str(), &json));
    return Buffer(json).str();
  }

 private:
  Answer call_with(const std::string& operation, const cfy_params* params, const cfy_call_options* options) {
    cfy_answer* answer = nullptr;
    detail::check(cfy_client_call(handle_.get(), operation.c_str(), params, options, &answer));
    return Answer(answer);
  }

  detail::Handle<cfy_client, cfy_client_free> handle_;
};

/// Events as they happen, pulled one at a time.
class EventStream {
 public:
  /// `last_event_id`: goes on after this event.
  explicit EventStream(Client& client, const std::string& operation = "events.stream",
                       std::string_view last_event_id = {}, const CallOptions* options = nullptr) {
    cfy_stream* made = nullptr;
    detail::check(cfy_stream_open(client.get(), operation.c_str(), nullptr,
                                  options == nullptr ? nullptr : options->get(), last_event_id.data(),
                                  last_event_id.size(), &made));
    handle_.reset(made);
  }

  /// The next event, or nothing if none came in time (0: does not wait, negative: waits without end).
  std::optional<Answer> next(std::chrono::milliseconds timeout = std::chrono::milliseconds(-1)) {
    cfy_answer* event = nullptr;
    detail::check(cfy_stream_next(handle_.get(), timeout.count(), &event));
    return event == nullptr ? std::nullopt : std::optional<Answer>(event);
  }
  int descriptor() const noexcept { return cfy_stream_descriptor(handle_.get()); }
  std::string last_event_id() const {
    cfy_buffer* id = nullptr;
    detail::check(cfy_stream_last_event_id(handle_.get(), &id));
    return Buffer(id).str();
  }
  void close() noexcept { cfy_stream_close(handle_.get()); }

 private:
  detail::Handle<cfy_stream, cfy_stream_free> handle_;
};

/// A walk over all pages of a list operation.
class Pages {
 public:
  Pages(Client& client, const std::string& operation, const Params& params = Params()) {
    cfy_pages* made = nullptr;
    detail::check(cfy_pages_new(client.get(), operation.c_str(), params.get(), nullptr, &made));
    handle_.reset(made);
  }
  Pages(Client& client, const std::string& operation, std::string_view json, const CallOptions* options) {
    cfy_pages* made = nullptr;
    detail::check(cfy_pages_new_json(client.get(), operation.c_str(), json.data(), json.size(),
                                     options == nullptr ? nullptr : options->get(), &made));
    handle_.reset(made);
  }

  /// The next page, or nothing after the last.
  std::optional<Answer> next() {
    cfy_answer* answer = nullptr;
    detail::check(cfy_pages_next(handle_.get(), &answer));
    return answer == nullptr ? std::nullopt : std::optional<Answer>(answer);
  }
  /// Begins to fetch the next page; nothing after the last.
  std::optional<std::int64_t> submit(Queue& queue) {
    std::int64_t id = 0;
    detail::check(cfy_pages_submit(handle_.get(), queue.get(), &id));
    return id == 0 ? std::nullopt : std::optional(id);
  }
  /// The name of the list inside each page.
  std::string_view collection() const noexcept { return cfy_pages_collection(handle_.get()); }

 private:
  detail::Handle<cfy_pages, cfy_pages_free> handle_;
};

}  // namespace connectify

// Built upon the classes above.
#include "oauth.hpp"

#endif
