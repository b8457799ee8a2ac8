#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cfy::sanitize {

// A named set of rules for text that people or machines give:
//   device_name  1–64 grapheme clusters, at most 256 bytes, on one line
//   identifier   [A-Za-z0-9][A-Za-z0-9._:-]*, at most 64 bytes
//   free_text    at most 4096 grapheme clusters and 16 KiB, with line breaks, tabs, any spaces and `<` `>`; may be
//   empty
//   url          https, no user information, a public host; at most 2048 bytes (text_forms.hpp)
//   email        name@domain, at most 254 bytes
//   event_type   words of a-z, 0-9 and _ joined by dots, at most 64 bytes
// Rule names (stable; callers and vectors compare them):
//   invalid_utf8, empty, too_long_bytes, too_long_graphemes, control_character, bidi_control, zero_width,
//   tag_character, format_character, unassigned, surrogate_or_private_use, markup_character, not_nfc,
//   surrounding_space, repeated_space, character_not_allowed, and those of text_forms.hpp
// Characters are judged by the Unicode version of the ICU that is loaded.
struct TextProfile;

// The profile of that name, or nullptr. Lives as long as the library.
const TextProfile* find_profile(std::string_view name) noexcept;

// The names of all profiles, for messages.
std::vector<std::string_view> profile_names();

// Refuses `text` with a ValidationError whose field is `field`, whose rule names the first rule broken, and whose
// message says at which byte and how to cure it (`clean` or by hand). The message shows code points (U+202E), never the
// text. First means: empty, too_long_bytes, then the characters in order, then not_nfc, then too_long_graphemes.
Result<void> check_text(const TextProfile& profile, std::string_view text, std::string_view field);

struct TextChange {
  std::string_view rule;  // the rule that asked for it
  std::size_t position;   // byte offset in the original text, of the first time
  std::size_t count;      // how many times in all
};

struct CleanedText {
  std::optional<std::string> text;  // nullopt: the original already fits, and nothing was copied
  std::vector<TextChange> changes;  // each rule that changed something, once
};

// The nearest text that the profile accepts: characters that a rule forbids go (line breaks, tabs and other spaces
// become one space, or a line feed where line breaks are text), spaces are trimmed and folded, then NFC, then it is cut
// at a grapheme boundary to the length allowed. Idempotent, and check_text accepts what it gives. Fails (validation)
// where nothing acceptable is left, or where cleaning would invent another value: from an `identifier` nothing is taken,
// from a `url`, `email` or `event_type` the white space round it.
Result<CleanedText> clean_text(const TextProfile& profile, std::string_view text, std::string_view field);

}  // namespace cfy::sanitize
