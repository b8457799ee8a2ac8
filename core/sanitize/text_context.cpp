#include "sanitize/text_context.hpp"

#include <array>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "sanitize/utf8.hpp"

namespace cfy::sanitize {
namespace {

constexpr std::int32_t kZeroWidthNonJoiner = 0x200C;
constexpr std::int32_t kZeroWidthJoiner = 0x200D;
constexpr std::int32_t kTextStyle = 0xFE0E;
constexpr std::int32_t kEmojiStyle = 0xFE0F;
constexpr std::int32_t kBlackFlag = 0x1F3F4;
constexpr std::uint8_t kVirama = 9;  // canonical combining class

// Tags spell ASCII at U+E0000 and end with U+E007F.
constexpr std::array<std::string_view, 3> kSubdivisionTags = {
    "\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F",  // gbeng
    "\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F",  // gbsct
    "\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F",  // gbwls
};

bool has(std::int32_t code, UProperty property) noexcept { return u_hasBinaryProperty(code, property) != 0; }

std::int32_t joining_type(std::int32_t code) noexcept { return u_getIntPropertyValue(code, UCHAR_JOINING_TYPE); }

std::int32_t code_before(std::string_view text, std::size_t at) noexcept {
  return at == 0 ? U_SENTINEL : utf8::decode_before(text, at).value;
}

std::int32_t code_at(std::string_view text, std::size_t at) noexcept {
  return at >= text.size() ? U_SENTINEL : utf8::decode(text, at).value;
}

bool is_joining_mark(std::int32_t code) noexcept { return joining_type(code) == U_JT_TRANSPARENT; }

bool joins_onward_before(std::string_view text, std::size_t at) noexcept {
  while (at > 0) {
    const utf8::CodePoint code = utf8::decode_before(text, at);
    const std::int32_t type = joining_type(code.value);
    if (type == U_JT_LEFT_JOINING || type == U_JT_DUAL_JOINING) return true;
    if (code.value < 0 || !is_joining_mark(code.value)) return false;
    at -= code.size;
  }
  return false;
}

bool joins_back_after(std::string_view text, std::size_t at) noexcept {
  while (at < text.size()) {
    const utf8::CodePoint code = utf8::decode(text, at);
    const std::int32_t type = joining_type(code.value);
    if (type == U_JT_RIGHT_JOINING || type == U_JT_DUAL_JOINING) return true;
    if (code.value < 0 || !is_joining_mark(code.value)) return false;
    at += code.size;
  }
  return false;
}

bool is_emoji_before(std::string_view text, std::size_t at) noexcept {
  while (at > 0) {
    const utf8::CodePoint code = utf8::decode_before(text, at);
    if (has(code.value, UCHAR_EXTENDED_PICTOGRAPHIC)) return true;
    if (code.value != kEmojiStyle && !has(code.value, UCHAR_EMOJI_MODIFIER)) return false;
    at -= code.size;
  }
  return false;
}

bool is_drawn_emoji(std::int32_t code) noexcept {
  return has(code, UCHAR_EXTENDED_PICTOGRAPHIC) && u_charType(code) != U_UNASSIGNED;
}

bool is_variation_selector_for(std::int32_t base, std::int32_t code) noexcept {
  if (code == kTextStyle || code == kEmojiStyle) return has(base, UCHAR_EMOJI);
  if ((code >= 0xFE00 && code <= 0xFE02) || (code >= 0xE0100 && code <= 0xE01EF)) {
    return has(base, UCHAR_UNIFIED_IDEOGRAPH);
  }
  if ((code >= 0x180B && code <= 0x180D) || code == 0x180F) {
    return u_charType(base) == U_OTHER_LETTER &&
           u_getIntPropertyValue(base, UCHAR_SCRIPT) == static_cast<std::int32_t>(USCRIPT_MONGOLIAN);
  }
  return false;
}

}  // namespace

bool has_effect_here(std::string_view text, std::size_t at, std::size_t size, std::int32_t code) noexcept {
  const std::int32_t before = code_before(text, at);
  if (code != kZeroWidthNonJoiner && code != kZeroWidthJoiner) return is_variation_selector_for(before, code);
  if (before >= 0 && u_getCombiningClass(before) == kVirama) return true;
  if (code == kZeroWidthJoiner) return is_drawn_emoji(code_at(text, at + size)) && is_emoji_before(text, at);
  return joins_onward_before(text, at) && joins_back_after(text, at + size);
}

std::size_t subdivision_tags_at(std::string_view text, std::size_t at, std::int32_t base) noexcept {
  if (base != kBlackFlag) return 0;
  for (const std::string_view tags : kSubdivisionTags) {
    if (text.substr(at).starts_with(tags)) return tags.size();
  }
  return 0;
}

}  // namespace cfy::sanitize
