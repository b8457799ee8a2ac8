#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sanitize/byte_scan.hpp"
#include "sanitize/encoder.hpp"
#include "sanitize/utf8.hpp"

// What encoders are made of.
namespace cfy::sanitize {

// A code point where it stands.
struct Place {
  std::string_view text;
  std::size_t at;
  utf8::CodePoint code;
};

enum class Fate : std::uint8_t {
  stays,    // harmless there
  encoded,  // the form it takes was written
  unfit,    // the place cannot carry it: `rule` says why
};
struct Outcome {
  Fate fate;
  std::string_view rule = {};
};

// Writes the form that one code point takes.
using Escape = Outcome (*)(std::string& form, const Place& place);

using Encoded = Result<std::optional<std::string>>;

struct Encoder {
  std::string_view name;
  ByteSet special;                      // the ASCII bytes that `escape` has to see
  NonAscii non_ascii = NonAscii::pass;  // whether it has to see the code points from U+0080 on
  Escape escape = nullptr;
  Encoded (*encode)(const Encoder& encoder, Unfit unfit, std::string_view text, std::string_view field) = nullptr;
  bool plain_stays = false;  // `escape` lets everything that skip_plain() passes stay
};

// Escapes code point by code point: all that most encoders do.
Encoded encode_each(const Encoder& encoder, Unfit unfit, std::string_view text, std::string_view field);

// Wholes, that quote or refuse.
Encoded encode_csv_cell(const Encoder& encoder, Unfit unfit, std::string_view text, std::string_view field);
Encoded encode_shell_argument(const Encoder& encoder, Unfit unfit, std::string_view text, std::string_view field);
Encoded encode_header_value(const Encoder& encoder, Unfit unfit, std::string_view text, std::string_view field);
Encoded encode_file_name(const Encoder& encoder, Unfit unfit, std::string_view text, std::string_view field);

// The rule that forbids a code point which acts on its surroundings or cannot be seen: controls, line separators,
// format and other invisible characters where they have no effect of their own. Empty for all others.
std::string_view hidden_rule(const Place& place) noexcept;

// The error for something in `place`, and the cure.
Error unfit_error(const Encoder& encoder, std::string_view field, std::string_view rule, const Place& place);

Outcome escape_html_text(std::string& form, const Place& place);
Outcome escape_html_attribute(std::string& form, const Place& place);
Outcome escape_javascript(std::string& form, const Place& place);
Outcome escape_css(std::string& form, const Place& place);
Outcome escape_xml(std::string& form, const Place& place);
Outcome escape_url(std::string& form, const Place& place);
Outcome escape_json(std::string& form, const Place& place);
Outcome escape_log(std::string& form, const Place& place);
Outcome escape_csv(std::string& form, const Place& place);
Outcome escape_shell(std::string& form, const Place& place);

}  // namespace cfy::sanitize
