#include "sanitize/encoder.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <cstring>

#include <simdjson.h>

#include "sanitize/encoder_parts.hpp"
#include "sanitize/plain_text.hpp"

namespace cfy::sanitize {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";
constexpr std::string_view kUnreserved = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~";

constexpr std::array<Encoder, 12> kEncoders = {{
    {"html_text", ByteSet(std::string_view("&<>\r\0", 5)), NonAscii::pass, escape_html_text, encode_each},
    {"html_attribute", ByteSet(std::string_view("&<>\"'`= \t\n\f\r\0", 13)), NonAscii::pass, escape_html_attribute,
     encode_each},
    {"javascript_string", ByteSet::controls_and("\\'\"`$<>&/"), NonAscii::stop, escape_javascript, encode_each, true},
    {"css_string", ByteSet::controls_and("\\'\"<>&()"), NonAscii::pass, escape_css, encode_each},
    {"xml", ByteSet::controls_and("&<>\"'"), NonAscii::stop, escape_xml, encode_each, true},
    {"url_component", ByteSet::all_but(kUnreserved), NonAscii::stop, escape_url, encode_each},
    {"json_string", ByteSet::controls_and("\"\\<>&'"), NonAscii::stop, escape_json, encode_each, true},
    {"log_line", ByteSet::controls_and("\\"), NonAscii::stop, escape_log, encode_each, true},
    {"csv_cell", ByteSet(std::string_view("\"\0", 2)), NonAscii::pass, escape_csv, encode_csv_cell},
    {"shell_argument", ByteSet(std::string_view("'\0", 2)), NonAscii::pass, escape_shell, encode_shell_argument},
    {"header_value",
     ByteSet::all_but("\t !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
                      "abcdefghijklmnopqrstuvwxyz{|}~"),
     NonAscii::stop, nullptr, encode_header_value},
    {"file_name", ByteSet::controls_and("/\\<>:\"|?*"), NonAscii::stop, nullptr, encode_file_name},
}};

// What becomes of each ASCII character, asked of `escape` once.
struct AsciiForm {
  std::array<char, 7> text{};
  std::uint8_t size = 0;  // 0: it stays, or cannot stand there
  [[nodiscard]] std::string_view view() const noexcept { return {text.data(), size}; }
};
using AsciiForms = std::array<AsciiForm, 0x80>;

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

  // The same for all marked bytes of the next `part` of the text, each of which has a form; `growth` is how much longer
  // they make it.
  void put_all(std::size_t begin, std::string_view part, const std::uint64_t* marks, const AsciiForms& forms,
               std::size_t growth) {
    if (!out_) out_.emplace();
    out_->append(text_, copied_, begin - copied_);
    const std::size_t before = out_->size();
    constexpr std::size_t kOvershoot = sizeof(AsciiForm::text);
    out_->resize(before + part.size() + growth + kOvershoot);
    char* to = out_->data() + before;
    std::size_t from = 0;
    for (std::size_t block = 0; block * 64 < part.size(); ++block) {
      for (std::uint64_t mark = marks[block]; mark != 0; mark &= mark - 1) {
        const std::size_t at = block * 64 + static_cast<std::size_t>(std::countr_zero(mark));
        const AsciiForm& form = forms[static_cast<unsigned char>(part[at])];
        std::memcpy(to, part.data() + from, at - from);
        to += at - from;
        std::memcpy(to, form.text.data(), form.text.size());
        to += form.size;
        from = at + 1;
      }
    }
    std::memcpy(to, part.data() + from, part.size() - from);
    out_->resize(before + part.size() + growth);
    copied_ = begin + part.size();
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

AsciiForms make_ascii_forms(const Encoder& encoder) {
  AsciiForms forms{};
  std::string form;
  for (unsigned code = 0; code < forms.size(); ++code) {
    const char byte = static_cast<char>(code);
    form.clear();
    const std::string_view text(&byte, 1);
    const bool encoded = encoder.escape != nullptr && encoder.special.has(byte) &&
                         encoder.escape(form, {text, 0, utf8::decode(text, 0)}).fate == Fate::encoded;
    if (!encoded || form.size() > forms[0].text.size()) continue;
    AsciiForm& made = forms[code];
    std::copy(form.begin(), form.end(), made.text.begin());
    made.size = static_cast<std::uint8_t>(form.size());
  }
  return forms;
}

const AsciiForms& ascii_forms(const Encoder& encoder) {
  static const auto& known = *new const auto([] {
    std::array<AsciiForms, kEncoders.size()> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = make_ascii_forms(kEncoders[i]);
    return all;
  }());
  return known[static_cast<std::size_t>(&encoder - kEncoders.data())];
}

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

namespace {

// Encodes the code point at `at`, whatever it is; answers where the next one begins.
Result<std::size_t> encode_one(const Encoder& encoder, Unfit unfit, std::string_view text, std::size_t at,
                               std::string_view field, Draft& draft) {
  const Place place{text, at, utf8::decode(text, at)};
  std::string form;
  Outcome outcome{Fate::unfit, "invalid_utf8"};
  if (place.code.value >= 0) outcome = encoder.escape(form, place);
  if (outcome.fate == Fate::unfit) {
    if (unfit == Unfit::refuse) return unfit_error(encoder, field, outcome.rule, place);
    form = replacement_form(encoder);
  }
  if (outcome.fate != Fate::stays) draft.put(at, place.code.size, form);
  return at + place.code.size;
}

struct Tally {
  bool any = false;
  bool each_has_a_form = true;
  std::size_t growth = 0;
};

Tally count(std::string_view part, const std::uint64_t* marks, const AsciiForms& forms) {
  Tally tally;
  for (std::size_t block = 0; block * 64 < part.size(); ++block) {
    for (std::uint64_t mark = marks[block]; mark != 0; mark &= mark - 1) {
      const std::size_t at = block * 64 + static_cast<std::size_t>(std::countr_zero(mark));
      const std::size_t size = forms[static_cast<unsigned char>(part[at])].size;
      tally.any = true;
      tally.each_has_a_form &= size != 0;
      tally.growth += size - 1;
    }
  }
  return tally;
}

// Encodes the rest of a text in which nothing but the encoder's ASCII characters is to be seen.
Result<void> encode_ascii(const Encoder& encoder, Unfit unfit, std::string_view text, std::size_t from,
                          std::string_view field, Draft& draft) {
  constexpr std::size_t kBlocks = 32;
  constexpr std::size_t kBlockBytes = 64;
  const AsciiForms& forms = ascii_forms(encoder);
  std::array<std::uint64_t, kBlocks> marks;
  for (std::size_t begin = from; begin < text.size(); begin += kBlocks * kBlockBytes) {
    const std::string_view part = text.substr(begin, kBlocks * kBlockBytes);
    mark_all(encoder.special, part, NonAscii::pass, marks.data());
    const Tally tally = count(part, marks.data(), forms);
    if (!tally.any) continue;
    if (tally.each_has_a_form) {
      draft.put_all(begin, part, marks.data(), forms, tally.growth);
      continue;
    }
    for (std::size_t at = find_first(encoder.special, part, 0, NonAscii::pass); at < part.size();
         at = find_first(encoder.special, part, at + 1, NonAscii::pass)) {
      const Result<std::size_t> next = encode_one(encoder, unfit, text, begin + at, field, draft);
      if (!next) return next.error();
    }
  }
  return {};
}

// Whether from there on only the encoder's ASCII characters matter: there are no others, or they all stay.
bool only_ascii_matters(const Encoder& encoder, std::string_view rest) noexcept {
  if (encoder.non_ascii == NonAscii::pass) return simdjson::validate_utf8(rest.data(), rest.size());
  static constexpr ByteSet kNone{std::string_view()};
  return find_first(kNone, rest, 0, NonAscii::stop) == rest.size();
}

}  // namespace

Encoded encode_each(const Encoder& encoder, Unfit unfit, std::string_view text, std::string_view field) {
  std::size_t at = find_first(encoder.special, text, 0, NonAscii::stop);
  if (at == text.size()) return std::optional<std::string>();
  Draft draft(text);
  if (only_ascii_matters(encoder, text.substr(at))) {
    const Result<void> done = encode_ascii(encoder, unfit, text, at, field, draft);
    if (!done) return done.error();
    return std::move(draft).take();
  }
  while (at < text.size()) {
    std::size_t next = encoder.plain_stays ? skip_plain(text, at) : at;
    if (next == at) {
      const Result<std::size_t> after = encode_one(encoder, unfit, text, at, field, draft);
      if (!after) return after.error();
      next = *after;
    }
    at = find_near(encoder.special, text, next, NonAscii::stop);
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
