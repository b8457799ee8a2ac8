#include "client/operation.hpp"

#include <simdjson.h>
#include <nlohmann/json.hpp>

#include "sanitize/json_guard.hpp"

namespace cfy::client {
namespace {

// One for each thread: its memory is used again by the next call.
sanitize::JsonDocument& arguments_document() {
  thread_local sanitize::JsonDocument document;
  return document;
}

// The text of a scalar argument for a template. Schemas let nothing else through.
std::string scalar_text(simdjson::dom::element value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::string(text);
  return simdjson::minify(value);
}

}  // namespace

Result<Target> Operation::build(std::string_view arguments_json) const {
  Result<simdjson::dom::element> parsed = arguments_document().parse(arguments_json);
  if (!parsed) {
    Error error = std::move(parsed).error();
    error.field = "params";
    return error;
  }
  Result<void> valid = arguments.validate(*parsed);
  if (!valid) return std::move(valid).error();

  sanitize::UriVariables variables;
  std::optional<std::string> resource;
  nlohmann::ordered_json members;
  for (const auto [name, value] : simdjson::dom::object(*parsed)) {
    if (name == resource_name) resource = scalar_text(value);
    if (target_names.contains(name)) {
      variables.emplace(name, scalar_text(value));
    } else {
      members.emplace(name, nlohmann::ordered_json::parse(std::string(simdjson::minify(value))));
    }
  }
  Target built;
  built.resource = std::move(resource);
  Result<void> expanded = target.expand(variables, built.path_and_query);
  if (!expanded) return std::move(expanded).error();
  if (has_body) built.body = members.is_null() ? "{}" : members.dump();
  return built;
}

}  // namespace cfy::client
