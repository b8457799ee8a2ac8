#include "client/json_slice.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace cfy::client {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// What a byte outside of strings does to the nesting. A table, since answers may be long.
enum class Effect : std::uint8_t { none, string, open, close };
constexpr std::array<Effect, 256> kEffects = [] {
  std::array<Effect, 256> effects{};
  effects['"'] = Effect::string;
  effects['{'] = effects['['] = Effect::open;
  effects['}'] = effects[']'] = Effect::close;
  return effects;
}();

// The place behind the string that begins at `at`.
std::size_t skip_string(std::string_view text, std::size_t at) noexcept {
  const std::size_t begin = at;
  for (;;) {
    at = text.find('"', at + 1);
    std::size_t slashes = 0;
    while (at - slashes - 1 > begin && text[at - slashes - 1] == '\\') ++slashes;
    if (slashes % 2 == 0) return at + 1;
  }
}

// The place behind the value that begins at `at`.
std::size_t skip_value(std::string_view text, std::size_t at) noexcept {
  if (text[at] == '"') return skip_string(text, at);
  if (text[at] != '{' && text[at] != '[') return text.find_first_of(",}] \t\r\n", at);
  for (std::size_t depth = 0;;) {
    switch (kEffects[static_cast<unsigned char>(text[at])]) {
      case Effect::string: at = skip_string(text, at); continue;
      case Effect::open: ++depth; break;
      case Effect::close: --depth; break;
      case Effect::none: break;
    }
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
