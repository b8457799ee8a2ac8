#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cfy::sanitize {

// Text made safe for one place. What is encoded stands there for exactly the text that went in:
//   html_text          between tags
//   html_attribute     an attribute's value, in quotes of either kind or in none (then not empty)
//   javascript_string  inside a string or template literal, also in a <script> or an event attribute
//   css_string         inside a string, also in a <style> or a style attribute
//   xml                between tags or in an attribute, XML 1.0 and 1.1
//   url_component      one part of a path, query or fragment; as a whole path segment `.` and `..` still climb
//   json_string        inside the quotes, also in a <script>
//   log_line           one line of a log, on a terminal too; `\` is escaped, so that no text can pose as an escape
//   csv_cell           a whole cell (RFC 4180); what a spreadsheet would take for a formula gets a `'` before it
//   shell_argument     a whole argument for a POSIX shell, never an option: `-rf` becomes `./-rf`
//   header_value       the value of an HTTP field; only refuses
//   file_name          the name of one file, on every system; only refuses
// What a place cannot carry in any form is replaced or refused as `Unfit` says; the last two refuse it always.
struct Encoder;

enum class Unfit : std::uint8_t {
  replace,  // ill-formed UTF-8 and what the place cannot carry become U+FFFD; a leading dash is made harmless
  refuse,   // they are a ValidationError
};

// The encoder of that name, or nullptr. Lives as long as the library.
const Encoder* find_encoder(std::string_view name) noexcept;

// The names of all encoders.
std::vector<std::string_view> encoder_names();

// The encoded text; nullopt: `text` is safe as it is, and nothing was copied. A refusal (ValidationError) names
// `field`, the rule and the byte. Rules: those of text profiles (text_profile.hpp), and noncharacter, leading_dash,
// not_ascii, path_separator, path_traversal, reserved_name, trailing_dot.
Result<std::optional<std::string>> encode_text(const Encoder& encoder, Unfit unfit, std::string_view text,
                                               std::string_view field);

}  // namespace cfy::sanitize
