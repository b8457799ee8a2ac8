#include <algorithm>
#include <array>

#include <unicode/uchar.h>

#include "sanitize/encoder_parts.hpp"
#include "sanitize/unicode.hpp"

// The encoders that look at a text as a whole: they quote it, or refuse it.
namespace cfy::sanitize {
namespace {

// What makes a reader of CSV, of one dialect or another, see more than one cell or line.
constexpr ByteSet kCsvQuoted = ByteSet::controls_and("\",;");

constexpr ByteSet kShellQuoted =
    ByteSet::all_but("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_@%+:,./-");

// = + - @ and what a spreadsheet, or a conversion on the way to it, takes for them.
constexpr std::array<std::int32_t, 20> kFormulaSigns = {'=',    '+',    '-',    '@',    0x207A, 0x207B, 0x207C,
                                                        0x208A, 0x208B, 0x208C, 0x2212, 0xFB29, 0xFE62, 0xFE63,
                                                        0xFE66, 0xFE6B, 0xFF0B, 0xFF0D, 0xFF1D, 0xFF20};

// What conversions to older character sets make a separator of; form KC leaves them alone.
constexpr std::array<std::int32_t, 3> kLookLikeSeparators = {0x2044, 0x2215, 0x2216};

constexpr std::size_t kMaxFileNameBytes = 255;

std::int32_t first_code(std::string_view text) noexcept { return text.empty() ? -1 : utf8::decode(text, 0).value; }

bool is_space_or_unseen(std::int32_t code) noexcept {
  return code == ' ' || u_isUWhiteSpace(code) != 0 || u_charType(code) == U_CONTROL_CHAR ||
         u_charType(code) == U_FORMAT_CHAR || u_hasBinaryProperty(code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

// Whether a spreadsheet could calculate the cell: programs differ in what they skip before the sign.
bool is_formula(std::string_view text) noexcept {
  const std::int32_t first = first_code(text);
  if (first == '\t' || first == '\r' || first == '\n') return true;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint code = utf8::decode(text, at);
    if (std::find(kFormulaSigns.begin(), kFormulaSigns.end(), code.value) != kFormulaSigns.end()) return true;
    if (code.value < 0 || !is_space_or_unseen(code.value)) return false;
    at += code.size;
  }
  return false;
}

bool needs_csv_quotes(std::string_view cell) noexcept {
  return cell.empty() || cell.front() == ' ' || cell.back() == ' ' ||
         find_first(kCsvQuoted, cell, 0, NonAscii::pass) < cell.size();
}

Error whole_error(const Encoder& encoder, std::string_view field, std::string_view rule, const std::string& message) {
  return validation_error(std::string(field), std::string(rule),
                          "The text cannot be a " + std::string(encoder.name) + ": " + message);
}

bool is_windows_device(std::string_view stem) noexcept {
  constexpr std::array<std::string_view, 7> kDevices = {"con", "prn", "aux", "nul", "clock$", "conin$", "conout$"};
  if (std::find(kDevices.begin(), kDevices.end(), stem) != kDevices.end()) return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '0' && stem[3] <= '9';
}

bool has_separator(std::string_view name) noexcept { return name.find_first_of("/\\") != std::string_view::npos; }

bool climbs(std::string_view name) noexcept {
  for (;;) {
    const std::size_t end = std::min(name.find_first_of("/\\"), name.size());
    if (name.substr(0, end) == "..") return true;
    if (end == name.size()) return false;
    name.remove_prefix(end + 1);
  }
}

struct Refusal {
  std::string_view rule;
  std::string_view message;
};

// What the name is once a system has made it simple: lower case, compatible forms (`．．`, `ＣＯＮ`, `COM¹`).
std::optional<Refusal> refuse_meaning(std::string_view simple) noexcept {
  if (climbs(simple) || simple == ".") {
    return Refusal{"path_traversal", "it would lead to another folder; take the last part of the path alone."};
  }
  if (has_separator(simple)) {
    return Refusal{"path_separator", "it holds a path separator; take the last part of the path alone."};
  }
  std::string_view stem = simple.substr(0, simple.find('.'));
  while (stem.ends_with(' ')) stem.remove_suffix(1);
  if (is_windows_device(stem)) {
    return Refusal{"reserved_name", "it names a device on Windows, whatever its ending; put a letter before it."};
  }
  return std::nullopt;
}

std::optional<Refusal> refuse_ends(std::string_view name) noexcept {
  if (name.empty()) return Refusal{"empty", "it is empty; give at least one character."};
  if (name.size() > kMaxFileNameBytes) return Refusal{"too_long_bytes", "it has more than 255 bytes; shorten it."};
  if (name.ends_with('.')) return Refusal{"trailing_dot", "Windows drops the dot at its end; remove it."};
  const bool spaced =
      u_isUWhiteSpace(first_code(name)) != 0 || u_isUWhiteSpace(utf8::decode_before(name, name.size()).value) != 0;
  if (spaced) return Refusal{"surrounding_space", "it has a space at its beginning or end; remove it."};
  return std::nullopt;
}

std::string_view file_name_rule(const Encoder& encoder, const Place& place) noexcept {
  if (place.code.value < 0) return "invalid_utf8";
  const std::string_view hidden = hidden_rule(place);
  if (!hidden.empty()) return hidden;
  if (u_hasBinaryProperty(place.code.value, UCHAR_NONCHARACTER_CODE_POINT) != 0) return "noncharacter";
  if (std::find(kLookLikeSeparators.begin(), kLookLikeSeparators.end(), place.code.value) !=
      kLookLikeSeparators.end()) {
    return "path_separator";
  }
  return encoder.special.has(place.text[place.at]) ? "character_not_allowed" : std::string_view();
}

// `text` is UTF-8 but where a byte is refused.
Result<void> check_file_name(const Encoder& encoder, std::string_view text, std::string_view field) {
  // Said first, since it is what such a text is really about.
  if (const auto refusal = refuse_meaning(text)) {
    return whole_error(encoder, field, refusal->rule, std::string(refusal->message));
  }
  for (std::size_t at = find_first(encoder.special, text, 0, NonAscii::stop); at < text.size();
       at = find_first(encoder.special, text, at, NonAscii::stop)) {
    const Place place{text, at, utf8::decode(text, at)};
    const std::string_view rule = file_name_rule(encoder, place);
    if (!rule.empty()) return unfit_error(encoder, field, rule, place);
    at += place.code.size;
  }
  std::optional<Refusal> refusal = refuse_ends(text);
  if (!refusal) {
    const Result<std::string> simple = compatible_lower_case(text);
    if (!simple) return simple.error();
    refusal = refuse_meaning(*simple);
  }
  if (refusal) return whole_error(encoder, field, refusal->rule, std::string(refusal->message));
  return {};
}

}  // namespace

Encoded encode_csv_cell(const Encoder& encoder, Unfit unfit, std::string_view text, std::string_view field) {
  Encoded escaped = encode_each(encoder, unfit, text, field);
  if (!escaped) return escaped;
  const std::string_view cell = *escaped ? std::string_view(**escaped) : text;
  const bool formula = is_formula(cell);
  const bool quoted = needs_csv_quotes(cell);
  if (!formula && !quoted) return escaped;
  std::string out;
  out.reserve(cell.size() + 3);
  if (quoted) out += '"';
  if (formula) out += '\'';
  out += cell;
  if (quoted) out += '"';
  return std::optional(std::move(out));
}

Encoded encode_shell_argument(const Encoder& encoder, Unfit unfit, std::string_view text, std::string_view field) {
  const bool option = text.starts_with('-');
  if (option && unfit == Unfit::refuse) {
    return whole_error(encoder, field, "leading_dash",
                       "a program would take it for an option; put `./` or `--` before it, or have it replaced.");
  }
  Encoded escaped = encode_each(encoder, unfit, text, field);
  if (!escaped) return escaped;
  const bool quoted = text.empty() || find_first(kShellQuoted, text, 0, NonAscii::stop) < text.size();
  if (!option && !quoted) return std::optional<std::string>();
  const std::string_view argument = *escaped ? std::string_view(**escaped) : text;
  std::string out;
  out.reserve(argument.size() + 4);
  if (quoted) out += '\'';
  if (option) out += "./";
  out += argument;
  if (quoted) out += '\'';
  return std::optional(std::move(out));
}

Encoded encode_header_value(const Encoder& encoder, Unfit /*unfit*/, std::string_view text, std::string_view field) {
  const std::size_t at = find_first(encoder.special, text, 0, NonAscii::stop);
  if (at < text.size()) {
    const Place place{text, at, utf8::decode(text, at)};
    const std::int32_t code = place.code.value;
    const bool control = code >= 0 && u_charType(code) == U_CONTROL_CHAR;
    return unfit_error(encoder, field, code < 0 ? "invalid_utf8" : control ? "control_character" : "not_ascii", place);
  }
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  if (!text.empty() && (is_blank(text.front()) || is_blank(text.back()))) {
    return whole_error(encoder, field, "surrounding_space",
                       "it has a space at its beginning or end, which every receiver drops; remove it.");
  }
  return std::optional<std::string>();
}

Encoded encode_file_name(const Encoder& encoder, Unfit unfit, std::string_view text, std::string_view field) {
  std::optional<std::string> valid;
  if (unfit == Unfit::replace) valid = replace_ill_formed(text);
  const Result<void> checked = check_file_name(encoder, valid ? std::string_view(*valid) : text, field);
  if (!checked) return checked.error();
  return valid;
}

}  // namespace cfy::sanitize
