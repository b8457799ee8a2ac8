#include "connectify/client.h"

#include "call_arguments.hpp"
#include "guard.hpp"

using cfy::Result;
using cfy::capi::arguments_json;
using cfy::capi::guard;
using cfy::capi::guard_to_the_end;
using cfy::capi::null_error;
using cfy::capi::options_of;
using cfy::capi::push_to;
using cfy::capi::utf8_argument;

namespace {

template <class... Arguments>
cfy_error* call(cfy_client* client, const char* operation, const cfy_call_options* options, cfy_answer** out,
                Arguments... given) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (client == nullptr) return null_error("client");
    if (operation == nullptr) return null_error("operation");
    const Result<std::string> arguments = arguments_json(given...);
    if (!arguments) return arguments.error();
    const std::shared_ptr<cfy::client::Client> kept = client->client;
    Result<cfy::client::Answer> answer = kept->call(operation, *arguments, options_of(options));
    if (!answer) return std::move(answer).error();
    *out = new cfy_answer(*std::move(answer));
    return {};
  });
}

template <class... Arguments>
cfy_error* submit(cfy_client* client, const char* operation, const cfy_call_options* options, cfy_queue* queue,
                  int64_t* id, Arguments... given) {
  return guard([&]() -> Result<void> {
    if (id == nullptr) return null_error("id");
    *id = 0;
    if (client == nullptr) return null_error("client");
    if (operation == nullptr) return null_error("operation");
    if (queue == nullptr) return null_error("queue");
    const Result<std::string> arguments = arguments_json(given...);
    if (!arguments) return arguments.error();
    const std::shared_ptr<cfy::client::Client> kept = client->client;
    Result<std::int64_t> submitted = kept->submit(operation, *arguments, options_of(options), push_to(queue->queue));
    if (!submitted) return std::move(submitted).error();
    *id = *submitted;
    return {};
  });
}

}  // namespace

cfy_error* cfy_call_options_new(cfy_call_options** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = new cfy_call_options;
    return {};
  });
}

cfy_error* cfy_call_options_set(cfy_call_options* options, const char* name, const char* value, size_t size) {
  return guard([&]() -> Result<void> {
    if (options == nullptr) return null_error("options");
    if (name == nullptr) return null_error("name");
    Result<std::string_view> text = utf8_argument(value, size, "value");
    if (!text) return std::move(text).error();
    return options->options.set(name, *text);
  });
}

cfy_error* cfy_call_options_set_cancel(cfy_call_options* options, const cfy_cancel* cancel) {
  return guard([&]() -> Result<void> {
    if (options == nullptr) return null_error("options");
    options->options.cancellation = cancel == nullptr ? nullptr : cancel->cancellation;
    return {};
  });
}

void cfy_call_options_free(cfy_call_options* options) { delete options; }

cfy_error* cfy_client_new(const cfy_config* config, cfy_client** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (config == nullptr) return null_error("config");
    Result<std::shared_ptr<cfy::client::Client>> client = cfy::client::Client::make(config->arguments);
    if (!client) return std::move(client).error();
    *out = new cfy_client{*std::move(client)};
    return {};
  });
}

cfy_error* cfy_client_call(cfy_client* client, const char* operation, const cfy_params* params,
                           const cfy_call_options* options, cfy_answer** out) {
  return call(client, operation, options, out, params);
}

cfy_error* cfy_client_call_json(cfy_client* client, const char* operation, const char* json, size_t size,
                                const cfy_call_options* options, cfy_answer** out) {
  return call(client, operation, options, out, json, size);
}

cfy_error* cfy_client_submit(cfy_client* client, const char* operation, const cfy_params* params,
                             const cfy_call_options* options, cfy_queue* queue, int64_t* id) {
  return submit(client, operation, options, queue, id, params);
}

cfy_error* cfy_client_submit_json(cfy_client* client, const char* operation, const char* json, size_t size,
                                  const cfy_call_options* options, cfy_queue* queue, int64_t* id) {
  return submit(client, operation, options, queue, id, json, size);
}

cfy_error* cfy_client_cancel(cfy_client* client, int64_t id) {
  return guard([&]() -> Result<void> {
    if (client == nullptr) return null_error("client");
    client->client->cancel(id);
    return {};
  });
}

const char* cfy_client_log_level(const cfy_client* client) {
  if (client == nullptr) return "";
  const cfy::client::Settings& settings = client->client->settings();
  return settings.debug ? "DEBUG" : settings.log_level.c_str();
}

void cfy_client_close(cfy_client* client) {
  if (client == nullptr) return;
  cfy_error_free(guard_to_the_end([&]() -> Result<void> {
    const std::shared_ptr<cfy::client::Client> kept = client->client;
    kept->close();
    return {};
  }));
}

void cfy_client_free(cfy_client* client) {
  cfy_client_close(client);
  delete client;
}
