#include "sanitize/encoder.hpp"

#include <array>
#include <cstdio>

#include <simdjson.h>

#include "sanitize/encoder_parts.hpp"

namespace cfy::sanitize {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";
constexpr std::string_view kUnreserved = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~";

constexpr std::array<Encoder, 12> kEncoders = {{
    {"html_text", ByteSet(std::string_view("&<>\r\0", 5)), NonAscii::pass, escape_html_text, encode_each},
    {"html_attribute", ByteSet(std::string_view("&<>\"'`= \t\n\f\r\0", 13)), NonAscii::pass, escape_html_attribute,
     encode_each},
    {"javascript_string", ByteSet::controls_and("\\'\"`$<>&/"), NonAscii::stop, escape_javascript, encode_each},
    {"css_string", ByteSet::controls_and("\\'\"<>&()"), NonAscii::pass, escape_css, encode_each},
    {"xml", ByteSet::controls_and("&<>\"'"), NonAscii::stop, escape_xml, encode_each},
    {"url_component", ByteSet::all_but(kUnreserved), NonAscii::stop, escape_url, encode_each},
    {"json_string", ByteSet::controls_and("\"\\<>&'"), NonAscii::stop, escape_json, encode_each},
    {"log_line", ByteSet::controls_and("\\"), NonAscii::stop, escape_log, encode_each},
    {"csv_cell", ByteSet(std::string_view("\"\0", 2)), NonAscii::pass, escape_csv, encode_csv_cell},
    {"shell_argument", ByteSet(std::string_view("'\0", 2)), NonAscii::pass, escape_shell, encode_shell_argument},
    {"header_value",
     ByteSet::all_but("\t !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
                      "abcdefghijklmnopqrstuvwxyz{|}~"),
     NonAscii::stop, nullptr, encode_header_value},
    {"file_name", ByteSet::controls_and("/\\<>:\"|?*"), NonAscii::stop, nullptr, encode_file_name},
}};

// The output in the making: nothing is copied before the first change.
class Draft {
 public:
  explicit Draft(std::string_view text) noexcept : text_(text) {}

  void put(std::size_t at, std::size_t size, std::string_view form) {
    if (!out_) {
      out_.emplace();
      out_->reserve(text_.size() + text_.size() / 8 + 32);
    }
    out_->append(text_, copied_, at - copied_).append(form);
    copied_ = at + size;
  }

  std::optional<std::string> take() && {
    if (out_) out_->append(text_, copied_);
    return std::move(out_);
  }

 private:
  std::string_view text_;
  std::optional<std::string> out_;
  std::size_t copied_ = 0;
};

// U+FFFD in the form that it takes in this place.
std::string replacement_form(const Encoder& encoder) {
  std::string form;
  const Place place{kReplacement, 0, utf8::decode(kReplacement, 0)};
  const bool seen = encoder.non_ascii == NonAscii::stop && encoder.escape(form, place).fate == Fate::encoded;
  return seen ? form : std::string(kReplacement);
}

std::string_view cure(std::string_view rule) {
  if (rule == "invalid_utf8") return "encode the text as UTF-8, or have such bytes replaced";
  if (rule == "not_ascii") return "encode the value first, such as url_component does";
  return "remove it";
}

}  // namespace

const Encoder* find_encoder(std::string_view name) noexcept {
  for (const Encoder& encoder : kEncoders) {
    if (encoder.name == name) return &encoder;
  }
  return nullptr;
}

std::vector<std::string_view> encoder_names() {
  std::vector<std::string_view> names;
  names.reserve(kEncoders.size());
  for (const Encoder& encoder : kEncoders) names.push_back(encoder.name);
  return names;
}

Encoded encode_text(const Encoder& encoder, Unfit unfit, std::string_view text, std::string_view field) {
  return encoder.encode(encoder, unfit, text, field);
}

Encoded encode_each(const Encoder& encoder, Unfit unfit, std::string_view text, std::string_view field) {
  Draft draft(text);
  std::string form;
  NonAscii non_ascii = NonAscii::stop;
  for (std::size_t at = find_first(encoder.special, text, 0, non_ascii); at < text.size();
       at = find_first(encoder.special, text, at, non_ascii)) {
    // One look at the whole spares a look at each code point, where all of them are harmless.
    if (static_cast<unsigned char>(text[at]) >= 0x80 && encoder.non_ascii == NonAscii::pass &&
        simdjson::validate_utf8(text.data() + at, text.size() - at)) {
      non_ascii = NonAscii::pass;
      continue;
    }
    const Place place{text, at, utf8::decode(text, at)};
    at += place.code.size;
    form.clear();
    Outcome outcome{Fate::unfit, "invalid_utf8"};
    if (place.code.value >= 0) outcome = encoder.escape(form, place);
    if (outcome.fate == Fate::stays) continue;
    if (outcome.fate == Fate::unfit) {
      if (unfit == Unfit::refuse) return unfit_error(encoder, field, outcome.rule, place);
      form = replacement_form(encoder);
    }
    draft.put(place.at, place.code.size, form);
  }
  return std::move(draft).take();
}

Error unfit_error(const Encoder& encoder, std::string_view field, std::string_view rule, const Place& place) {
  std::array<char, 16> name{"The byte"};
  if (place.code.value >= 0) {
    (void)std::snprintf(name.data(), name.size(), "U+%04X", static_cast<unsigned>(place.code.value));
  }
  return validation_error(
      std::string(field), std::string(rule),
      std::string(name.data()) + " at byte " + std::to_string(place.at) + " " +
          (rule == "invalid_utf8" ? "is not UTF-8" : "cannot stand in " + std::string(encoder.name)) + "; " +
          std::string(cure(rule)) + ".");
}

}  // namespace cfy::sanitize
