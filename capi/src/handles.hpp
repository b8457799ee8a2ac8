// What stands behind the opaque handles of the C headers.
#pragma once

#include <memory>
#include <string>

#include <simdjson.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "client/answer.hpp"
#include "client/client.hpp"
#include "client/completion_queue.hpp"
#include "client/pages.hpp"
#include "client/settings.hpp"
#include "params_text.hpp"
#include "sanitize/json_guard.hpp"
#include "secrets/secret.hpp"
#include "transport/cancel.hpp"

struct cfy_error {
  cfy::Error error;
};

struct cfy_buffer {
  std::string bytes;
};

struct cfy_secret {
  cfy::secrets::Secret secret;
};

struct cfy_config {
  cfy::client::SettingArguments arguments;
};

struct cfy_cancel {
  std::shared_ptr<cfy::transport::Cancellation> cancellation;
};

struct cfy_call_options {
  cfy::client::CallOptions options;
};

struct cfy_params {
  cfy::capi::ParamsText members;
};

struct cfy_answer {
  explicit cfy_answer(cfy::client::Answer from) noexcept : answer(std::move(from)) {}

  cfy::client::Answer answer;
  // For the getters; parsed when the first of them is used.
  std::optional<cfy::sanitize::JsonDocument> document;
  std::optional<simdjson::dom::element> root;
};

// The shared pointers below are copied before they are used: who frees a handle takes nothing away from a thread that
// is inside a call.
struct cfy_client {
  std::shared_ptr<cfy::client::Client> client;
};

struct cfy_queue {
  std::shared_ptr<cfy::client::CompletionQueue> queue;
};

struct cfy_completion {
  cfy::client::Completion completion;
};

struct cfy_pages {
  std::unique_ptr<cfy::client::Pages> pages;
};
