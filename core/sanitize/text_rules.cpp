#include "sanitize/text_rules.hpp"

#include <cstring>

#include <unicode/uchar.h>

#include "sanitize/look_alikes.hpp"
#include "sanitize/plain_text.hpp"
#include "sanitize/text_context.hpp"
#include "sanitize/utf8.hpp"

namespace cfy::sanitize {
namespace {

struct RuleText {
  std::string_view name;
  std::string_view reason;
};

// In the order of TextRule.
constexpr std::array<RuleText, 20> kRules = {{
    {"invalid_utf8", "is not UTF-8"},
    {"empty", "is empty"},
    {"too_long_bytes", "is too long"},
    {"too_long_graphemes", "is too long"},
    {"control_character", "is a control character or line break"},
    {"bidi_control", "changes the direction of text and can make it read as something else"},
    {"zero_width", "cannot be seen"},
    {"tag_character", "is a tag character, which cannot be seen"},
    {"format_character", "is a format character"},
    {"unassigned", "is not assigned to any character"},
    {"surrogate_or_private_use", "has no meaning outside a private agreement"},
    {"markup_character", "could begin or end markup"},
    {"not_nfc", "is not in Unicode normalization form C"},
    {"surrounding_space", "is a space at the beginning or end"},
    {"repeated_space", "is a space after a space"},
    {"character_not_allowed", "is not allowed there"},
    {"script_not_allowed", "is of a script that is not allowed"},
    {"not_recommended", "is a letter that Unicode does not recommend for names"},
    {"mixed_script", "mixes scripts, so that letters can pass for others"},
    {"confusable", "looks like a name that exists"},
}};

constexpr std::int32_t kLastTag = 0xE007F;
constexpr std::int32_t kFirstTag = 0xE0000;

bool is_ascii_letter_or_digit(std::int32_t code) noexcept {
  return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z');
}

bool is_line_break_or_tab(std::string_view text, const Violation& place) noexcept {
  if (place.code == '\r') return text.substr(place.position + 1).starts_with('\n');
  return place.code == '\n' || place.code == '\t';
}

std::optional<TextRule> space_rule(std::string_view text, std::size_t at) noexcept {
  if (at == 0 || at + 1 == text.size()) return TextRule::surrounding_space;
  if (text[at - 1] == ' ') return TextRule::repeated_space;
  return std::nullopt;
}

// Characters that Unicode says are to be ignored in display: fine where they do their work, hidden anywhere else.
std::optional<TextRule> ignorable_rule(std::string_view text, const Violation& place) noexcept {
  if (place.code >= kFirstTag && place.code <= kLastTag) return TextRule::tag_character;
  if (u_hasBinaryProperty(place.code, UCHAR_BIDI_CONTROL) != 0) return TextRule::bidi_control;
  if (has_effect_here(text, place.position, place.size, place.code)) return std::nullopt;
  return TextRule::zero_width;
}

// What the code point's own kind forbids in every profile, unless the profile takes it for text.
std::optional<TextRule> kind_rule(const TextProfile& profile, std::string_view text, const Violation& place) noexcept {
  switch (u_charType(place.code)) {
    case U_CONTROL_CHAR:
      if (profile.line_breaks && is_line_break_or_tab(text, place)) return std::nullopt;
      return TextRule::control_character;
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR: return TextRule::control_character;
    case U_SPACE_SEPARATOR:
      if (!profile.tidy_spaces) return std::nullopt;
      if (place.code == ' ') return space_rule(text, place.position);
      return TextRule::character_not_allowed;
    case U_PRIVATE_USE_CHAR:
    case U_SURROGATE: return TextRule::surrogate_or_private_use;
    case U_UNASSIGNED:
      if (place.code == kFirstTag) return TextRule::tag_character;
      return TextRule::unassigned;
    case U_FORMAT_CHAR:
    case U_NON_SPACING_MARK:
    case U_OTHER_LETTER:
      if (u_hasBinaryProperty(place.code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0) return ignorable_rule(text, place);
      if (u_charType(place.code) == U_FORMAT_CHAR) return TextRule::format_character;
      return std::nullopt;
    default:
      if (!profile.markup && (place.code == '<' || place.code == '>')) return TextRule::markup_character;
      return std::nullopt;
  }
}

std::optional<TextRule> broken_rule(const TextProfile& profile, std::string_view text,
                                    const Violation& place) noexcept {
  if (place.code < 0) return TextRule::invalid_utf8;
  if (const auto rule = kind_rule(profile, text, place)) return rule;
  if (profile.names != nullptr) {
    if (!profile.names->scripts.empty() && !is_of_scripts(place.code, profile.names->scripts)) {
      return TextRule::script_not_allowed;
    }
    if (!profile.names->mixed_scripts && is_not_recommended(place.code)) return TextRule::not_recommended;
  }
  if (!profile.letters_and_digits || is_ascii_letter_or_digit(place.code)) return std::nullopt;
  const bool inner = place.position > 0 && place.code < 0x80 &&
                     profile.inner.find(static_cast<char>(place.code)) != std::string_view::npos;
  return inner ? std::nullopt : std::optional(TextRule::character_not_allowed);
}

// The short way for the bytes that most texts are made of; what it doesn't know goes the long way.
bool is_fine(const TextProfile& profile, std::string_view text, std::size_t at) noexcept {
  const ByteKind kind = profile.bytes[static_cast<unsigned char>(text[at])];
  if (kind == ByteKind::plain) return true;
  if (kind == ByteKind::other) return false;
  return kind == ByteKind::inner ? at > 0 : !space_rule(text, at);
}

// Whether U+0020 stands single and at no end. Looks at eight pairs of neighbours at a time.
bool has_tidy_spaces(std::string_view text) noexcept {
  if (text.empty()) return true;
  if (text.front() == ' ' || text.back() == ' ') return false;
  constexpr std::uint64_t kSpaces = 0x2020202020202020U;
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t at = 0;
  for (; at + 9 <= text.size(); at += 8) {
    std::uint64_t here = 0;
    std::uint64_t next = 0;
    std::memcpy(&here, text.data() + at, sizeof here);
    std::memcpy(&next, text.data() + at + 1, sizeof next);
    const std::uint64_t neither = (here ^ kSpaces) | (next ^ kSpaces);  // has a zero byte where both are spaces
    if (((neither - kOnes) & ~neither & kHighBits) != 0) return false;
  }
  for (; at + 1 < text.size(); ++at) {
    if (text[at] == ' ' && text[at + 1] == ' ') return false;
  }
  return true;
}

}  // namespace

bool passes_at_once(const TextProfile& profile, std::string_view text) noexcept {
  if (profile.names != nullptr || profile.letters_and_digits) return false;
  if (profile.tidy_spaces && !has_tidy_spaces(text)) return false;
  std::size_t at = find_first(profile.odd, text, 0, NonAscii::stop);
  while (at < text.size()) {
    const std::size_t end = skip_plain(text, at);
    if (end == at) return false;
    at = find_near(profile.odd, text, end, NonAscii::stop);
  }
  return true;
}

std::string_view rule_name(TextRule rule) noexcept { return kRules[static_cast<std::size_t>(rule)].name; }

std::string_view rule_reason(TextRule rule) noexcept { return kRules[static_cast<std::size_t>(rule)].reason; }

std::optional<Violation> next_violation(const TextProfile& profile, std::string_view text, std::size_t from) noexcept {
  std::size_t at = from;
  while (at < text.size()) {
    if (is_fine(profile, text, at)) {
      ++at;
      continue;
    }
    const utf8::CodePoint code = utf8::decode(text, at);
    Violation place{TextRule::invalid_utf8, at, code.size, code.value};
    if (const auto rule = broken_rule(profile, text, place)) {
      place.rule = *rule;
      return place;
    }
    at += code.size;
    at += subdivision_tags_at(text, at, code.value);
  }
  return std::nullopt;
}

}  // namespace cfy::sanitize
