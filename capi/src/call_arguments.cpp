#include "call_arguments.hpp"

namespace cfy::capi {

Result<std::string> arguments_json(const cfy_params* params) {
  return params == nullptr ? std::string("{}") : params->members.json();
}

Result<std::string> arguments_json(const char* json, std::size_t size) {
  if (json == nullptr) return std::string("{}");
  Result<std::string_view> text = utf8_argument(json, size, "params");
  if (!text) return std::move(text).error();
  return std::string(*text);
}

client::CallOptions options_of(const cfy_call_options* options) {
  return options == nullptr ? client::CallOptions() : options->options;
}

client::Completed push_to(std::shared_ptr<client::CompletionQueue> queue) {
  return [queue = std::move(queue)](std::int64_t id, Result<client::Answer> answer) {
    queue->push({id, std::move(answer)});
  };
}

}  // namespace cfy::capi
