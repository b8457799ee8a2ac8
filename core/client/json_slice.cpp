#include "client/json_slice.hpp"

#include <cstddef>

namespace cfy::client {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// The place behind the string that begins at `at`.
std::size_t skip_string(std::string_view text, std::size_t at) noexcept {
  for (++at; text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return at + 1;
}

// The place behind the value that begins at `at`.
std::size_t skip_value(std::string_view text, std::size_t at) noexcept {
  if (text[at] == '"') return skip_string(text, at);
  if (text[at] != '{' && text[at] != '[') return text.find_first_of(",}] \t\r\n", at);
  std::size_t depth = 0;
  for (;;) {
    at = text.find_first_of("\"{}[]", at);
    if (text[at] == '"') {
      at = skip_string(text, at);
      continue;
    }
    depth += text[at] == '{' || text[at] == '[' ? 1 : std::size_t(-1);
    ++at;
    if (depth == 0) return at;
  }
}

}  // namespace

std::optional<std::string_view> member_text(std::string_view object, std::string_view key) noexcept {
  std::size_t at = object.find('{') + 1;
  for (;;) {
    at = object.find_first_not_of(kSpace, at);
    if (object[at] == '}') return std::nullopt;
    if (object[at] == ',') at = object.find_first_not_of(kSpace, at + 1);
    const std::size_t name_end = skip_string(object, at);
    const std::string_view name = object.substr(at + 1, name_end - at - 2);
    const std::size_t value = object.find_first_not_of(kSpace, object.find(':', name_end) + 1);
    const std::size_t value_end = skip_value(object, value);
    if (name == key) return object.substr(value, value_end - value);
    at = value_end;
  }
}

}  // namespace cfy::client
