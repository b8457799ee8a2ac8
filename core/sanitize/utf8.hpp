#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <unicode/utf8.h>

// Reading UTF-8 one code point at a time; ill-formed bytes are found as Unicode's section 3.9 (table 3-7) has it.
namespace cfy::sanitize::utf8 {

struct CodePoint {
  std::int32_t value;  // negative: ill-formed
  std::size_t size;    // bytes; for ill-formed input those of the maximal subpart that cannot be right
};

// The code point that begins at byte `at`, which must be inside `text`.
inline CodePoint decode(std::string_view text, std::size_t at) noexcept {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  auto next = static_cast<std::int64_t>(at);
  UChar32 value = 0;
  U8_NEXT(bytes, next, size, value);
  return {value, static_cast<std::size_t>(next) - at};
}

// The code point that ends before byte `at`, which must not be 0. Unlike U8_PREV it takes any offset type.
inline CodePoint decode_before(std::string_view text, std::size_t at) noexcept {
  std::size_t begin = at - 1;
  while (begin > 0 && at - begin < 4 && U8_IS_TRAIL(text[begin])) --begin;
  const CodePoint code = decode(text, begin);
  return begin + code.size == at ? code : CodePoint{U_SENTINEL, 1};
}

}  // namespace cfy::sanitize::utf8
