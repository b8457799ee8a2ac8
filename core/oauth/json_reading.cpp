#include "oauth/json_reading.hpp"

#include <simdjson.h>

#include "oauth/refusal.hpp"

namespace cfy::oauth {

namespace dom = simdjson::dom;

Result<dom::object> read_object(sanitize::JsonDocument& document, std::string_view text, std::string_view field,
                                std::size_t limit) {
  Result<dom::element> root = document.parse(text, {.depth = 32, .bytes = limit});
  if (!root) {
    Error error = std::move(root).error();
    if (error.code == ErrorCode::validation) error.code = ErrorCode::oauth;
    error.field = field;
    return error;
  }
  if (!root->is_object()) {
    return refused(std::string(field), "json_object", "The " + std::string(field) + " is no JSON object.");
  }
  return root->get_object().value_unsafe();
}

std::optional<dom::element> member(dom::object object, std::string_view name) {
  dom::element value;
  if (object[name].get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

Result<std::optional<std::string_view>> string_member(dom::object object, std::string_view name, std::string_view field,
                                                      std::string_view rule) {
  const auto value = member(object, name);
  if (!value) return std::optional<std::string_view>();
  if (!value->is_string()) {
    const std::string where = std::string(field) + "." + std::string(name);
    return refused(where, std::string(rule), where + " must be a string.");
  }
  return std::optional(value->get_string().value_unsafe());
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace cfy::oauth
