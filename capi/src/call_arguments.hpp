// What the functions that call operations have in common.
#pragma once

#include <memory>
#include <string>

#include "guard.hpp"

namespace cfy::capi {

// The arguments of a call as JSON, whichever way they were given; NULL is no arguments.
Result<std::string> arguments_json(const cfy_params* params);
Result<std::string> arguments_json(const char* json, std::size_t size);

client::CallOptions options_of(const cfy_call_options* options);

// Puts the outcome of a submitted call into the queue.
client::Completed push_to(std::shared_ptr<client::CompletionQueue> queue);

}  // namespace cfy::capi
