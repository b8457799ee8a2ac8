#include <array>
#include <cstdio>

#include <unicode/uchar.h>

#include "sanitize/encoder_parts.hpp"
#include "sanitize/text_context.hpp"

// The form that one code point takes, place by place.
namespace cfy::sanitize {
namespace {

constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr Outcome kStays{Fate::stays};
constexpr Outcome kEncoded{Fate::encoded};
constexpr Outcome kControl{Fate::unfit, "control_character"};

Outcome put(std::string& form, std::string_view text) {
  form = text;
  return kEncoded;
}

Outcome put(std::string& form, const char* format, std::int32_t value) {
  std::array<char, 24> text{};
  (void)std::snprintf(text.data(), text.size(), format, static_cast<unsigned>(value));
  form = text.data();
  return kEncoded;
}

bool is_c1_or_delete(std::int32_t code) noexcept { return code >= 0x7F && code <= 0x9F; }

bool is_separator(std::int32_t code) noexcept { return code == 0x2028 || code == 0x2029; }

// What both kinds of script agree on. A surrogate pair is never needed: beyond U+2029 nothing is escaped.
Outcome escape_in_script(std::string& form, const Place& place) {
  if (place.code.value < 0x80 || is_separator(place.code.value)) return put(form, "\\u%04x", place.code.value);
  return kStays;
}

}  // namespace

Outcome escape_html_text(std::string& form, const Place& place) {
  switch (place.code.value) {
    case '&': return put(form, "&amp;");
    case '<': return put(form, "&lt;");
    case '>': return put(form, "&gt;");
    case '\r': return put(form, "&#13;");  // a bare one is read as LF
    case '\0': return kControl;            // dropped or replaced by every parser, in any form
    default: return kStays;
  }
}

Outcome escape_html_attribute(std::string& form, const Place& place) {
  switch (place.code.value) {
    case '"':
    case '\'':
    case '`':
    case '=':
    case ' ':
    case '\t':
    case '\n':
    case '\f': return put(form, "&#%u;", place.code.value);  // they end a value without quotes, or are refused there
    default: return escape_html_text(form, place);
  }
}

Outcome escape_javascript(std::string& form, const Place& place) {
  switch (place.code.value) {
    case '\\': return put(form, "\\\\");
    case '/': return put(form, "\\/");
    case '\n': return put(form, "\\n");
    case '\r': return put(form, "\\r");
    case '\t': return put(form, "\\t");
    default:
      if (place.code.value < 0x80) return put(form, "\\x%02x", place.code.value);
      return escape_in_script(form, place);
  }
}

Outcome escape_css(std::string& form, const Place& place) {
  if (place.code.value == 0) return kControl;  // read as U+FFFD even when escaped
  if (place.code.value >= 0x80) return kStays;
  // The space ends the number and belongs to it, whatever comes next.
  return put(form, "\\%x ", place.code.value);
}

Outcome escape_xml(std::string& form, const Place& place) {
  const std::int32_t code = place.code.value;
  switch (code) {
    case '&': return put(form, "&amp;");
    case '<': return put(form, "&lt;");
    case '>': return put(form, "&gt;");
    case '"': return put(form, "&quot;");
    case '\'': return put(form, "&#39;");
    case '\t':
    case '\n':
    case '\r': return put(form, "&#%u;", code);  // an attribute's value would lose them
    case 0xFFFE:
    case 0xFFFF: return {Fate::unfit, "noncharacter"};
    default:
      if (code < 0x20) return kControl;
      // XML 1.1 takes some for line ends and wants the others so.
      if (is_c1_or_delete(code) || code == 0x2028) return put(form, "&#x%X;", code);
      return kStays;
  }
}

Outcome escape_url(std::string& form, const Place& place) {
  for (std::size_t at = place.at; at < place.at + place.code.size; ++at) {
    const auto byte = static_cast<unsigned char>(place.text[at]);
    form += '%';
    form += kUpperHex[byte >> 4U];
    form += kUpperHex[byte & 0xFU];
  }
  return kEncoded;
}

Outcome escape_json(std::string& form, const Place& place) {
  switch (place.code.value) {
    case '"': return put(form, "\\\"");
    case '\\': return put(form, "\\\\");
    case '\b': return put(form, "\\b");
    case '\f': return put(form, "\\f");
    case '\n': return put(form, "\\n");
    case '\r': return put(form, "\\r");
    case '\t': return put(form, "\\t");
    default: return escape_in_script(form, place);
  }
}

Outcome escape_log(std::string& form, const Place& place) {
  switch (place.code.value) {
    case '\\': return put(form, "\\\\");
    case '\n': return put(form, "\\n");
    case '\r': return put(form, "\\r");
    case '\t': return put(form, "\\t");
    default:
      if (place.code.value < 0x80) return put(form, "\\x%02x", place.code.value);
      if (hidden_rule(place).empty()) return kStays;
      return put(form, "\\u{%x}", place.code.value);
  }
}

Outcome escape_csv(std::string& form, const Place& place) {
  if (place.code.value == '"') return put(form, "\"\"");
  return place.code.value == 0 ? kControl : kStays;  // NUL: many readers stop there
}

Outcome escape_shell(std::string& form, const Place& place) {
  if (place.code.value == '\'') return put(form, "'\\''");
  return place.code.value == 0 ? kControl : kStays;  // NUL: an argument ends there
}

std::string_view hidden_rule(const Place& place) noexcept {
  const std::int32_t code = place.code.value;
  if (code >= 0xE0000 && code <= 0xE007F) return "tag_character";
  const auto type = static_cast<UCharCategory>(u_charType(code));
  switch (type) {
    case U_CONTROL_CHAR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR: return "control_character";
    case U_FORMAT_CHAR:
    case U_NON_SPACING_MARK:
    case U_OTHER_LETTER:
    case U_UNASSIGNED: break;
    default: return {};
  }
  if (type == U_FORMAT_CHAR && u_hasBinaryProperty(code, UCHAR_BIDI_CONTROL) != 0) return "bidi_control";
  if (u_hasBinaryProperty(code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0) {
    return has_effect_here(place.text, place.at, place.code.size, code) ? std::string_view() : "zero_width";
  }
  return type == U_FORMAT_CHAR ? "format_character" : std::string_view();
}

}  // namespace cfy::sanitize
