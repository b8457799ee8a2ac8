#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sanitize/byte_scan.hpp"
#include "sanitize/text_profile.hpp"

// The rules of text profiles and the one engine that finds where they are broken. check_text and clean_text both rest
// on it, so that they cannot disagree.
namespace cfy::sanitize {

enum class TextRule : std::uint8_t {
  invalid_utf8,
  empty,
  too_long_bytes,
  too_long_graphemes,
  control_character,
  bidi_control,
  zero_width,
  tag_character,
  format_character,
  unassigned,
  surrogate_or_private_use,
  markup_character,
  not_nfc,
  surrounding_space,
  repeated_space,
  character_not_allowed,
  script_not_allowed,
  not_recommended,
  mixed_script,
  confusable,
};

// The rule's stable name.
std::string_view rule_name(TextRule rule) noexcept;

// What a text that breaks it does, as the end of a sentence that begins with the place.
std::string_view rule_reason(TextRule rule) noexcept;

// Where a byte breaks no rule: anywhere, anywhere but first, as one space inside; the others need a closer look.
enum class ByteKind : std::uint8_t { other, plain, inner, single_space };

// What a profile of the caller's own asks of names beyond the rest.
struct NameRules {
  std::vector<std::int32_t> scripts;                 // the only ones, as ICU numbers them; none: all
  bool mixed_scripts = true;                         // false: UTS #39's limits
  std::multimap<std::string, std::string> existing;  // names that exist, by their skeletons
};

struct TextProfile {
  std::string_view name;
  std::size_t max_bytes;
  std::size_t max_graphemes;
  bool may_be_empty;
  bool line_breaks;         // LF, CR LF and tab are text
  bool markup;              // `<` and `>` are text
  bool tidy_spaces;         // U+0020 is the only space, single and never at an end
  bool letters_and_digits;  // nothing but ASCII letters and digits, and `inner` after the first
  std::string_view inner;
  // The grammar of the whole, if there is one: asked last.
  Result<void> (*form)(std::string_view text, std::string_view field);
  const NameRules* names;
  bool cleanable;  // whether a text that breaks a rule has a nearest text that doesn't
  std::array<ByteKind, 256> bytes;
  ByteSet odd;  // the ASCII bytes of kind `other`
};

// The profile with its `bytes` as its other members ask.
TextProfile with_byte_kinds(TextProfile profile);

struct Violation {
  TextRule rule;
  std::size_t position;  // byte offset
  std::size_t size;      // bytes of the code point
  std::int32_t code;     // the code point; negative for ill-formed bytes
};

// Whether a quick look shows that no code point of `text` breaks a rule and that it is in normalization form C.
bool passes_at_once(const TextProfile& profile, std::string_view text) noexcept;

// The first code point at or after byte `from` that breaks a rule where it stands. Normalization and length, which
// are not of one code point, are for the caller.
std::optional<Violation> next_violation(const TextProfile& profile, std::string_view text, std::size_t from) noexcept;

// What is asked of a text as a whole, once its characters and its length are in order.
Result<void> check_whole(const TextProfile& profile, std::string_view text, std::string_view field);

}  // namespace cfy::sanitize
