#include "sanitize/uri_variables.hpp"

#include <array>
#include <charconv>
#include <optional>

#include <simdjson.h>

namespace cfy::sanitize {
namespace {

namespace dom = simdjson::dom;

template <class Number>
std::string written(Number number) {
  std::array<char, 32> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

// Of one that is no list, object or null.
std::optional<std::string> text_of(dom::element value) {
  switch (value.type()) {
    case dom::element_type::STRING: return std::string(std::string_view(value));
    case dom::element_type::INT64: return written(std::int64_t(value));
    case dom::element_type::UINT64: return written(std::uint64_t(value));
    case dom::element_type::DOUBLE: return written(double(value));
    case dom::element_type::BOOL: return bool(value) ? "true" : "false";
    default: return std::nullopt;
  }
}

Error bad_value(std::string_view field) {
  return validation_error(std::string(field), "bad_value",
                          "A template's variable is text, a number, or a list or object of these; nothing deeper.");
}

Result<UriValue> value_of(std::string_view name, dom::element value) {
  if (value.is_array()) {
    std::vector<std::string> list;
    for (const dom::element item : dom::array(value)) {
      if (item.is_null()) continue;
      auto text = text_of(item);
      if (!text) return bad_value(name);
      list.push_back(*std::move(text));
    }
    return UriValue(std::move(list));
  }
  if (value.is_object()) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const dom::key_value_pair field : dom::object(value)) {
      if (field.value.is_null()) continue;
      auto text = text_of(field.value);
      if (!text) return bad_value(name);
      pairs.emplace_back(field.key, *std::move(text));
    }
    return UriValue(std::move(pairs));
  }
  return UriValue(text_of(value).value_or(""));
}

}  // namespace

Result<UriVariables> uri_variables(dom::element object) {
  if (!object.is_object()) return bad_value("variables");
  UriVariables variables;
  for (const dom::key_value_pair field : dom::object(object)) {
    if (field.value.is_null()) continue;
    auto value = value_of(field.key, field.value);
    if (!value) return std::move(value).error();
    variables.emplace(field.key, *std::move(value));
  }
  return variables;
}

}  // namespace cfy::sanitize
