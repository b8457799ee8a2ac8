#include "secrets/value_patterns.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "secrets/credential.hpp"
#include "secrets/secret.hpp"

namespace cfy::secrets {
namespace {

constexpr std::size_t kHead = 8;
constexpr std::size_t kUnprefixedMin = 16;  // a shorter value without a public prefix is masked whole or not at all
constexpr std::size_t kWordMax = 8;

bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_base64(char c) noexcept {
  return is_lower(c) || is_upper(c) || is_digit(c) || c == '+' || c == '/' || c == '-' || c == '_';
}

// Letters in both cases or with digits: a word has neither.
bool looks_random(std::string_view head) noexcept {
  const bool lower = std::any_of(head.begin(), head.end(), is_lower);
  const bool upper = std::any_of(head.begin() + 1, head.end(), is_upper);
  const bool digit = std::any_of(head.begin(), head.end(), is_digit);
  return static_cast<int>(lower) + static_cast<int>(upper) + static_cast<int>(digit) >= 2;
}

// Base64 of `skip` unknown bytes and the value, without the characters that unknown bytes have a share in.
std::string base64_core(std::string_view value, std::size_t skip) {
  std::string input(skip, '\0');
  input += value;
  std::string text(4 * ((input.size() + 2) / 3) + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(input.data()),
                  static_cast<int>(input.size()));
  text.resize(8 * input.size() / 6);  // no padding, and not the last one if it has bits to spare
  text.erase(0, skip == 0 ? 0 : skip + 1);
  wipe(input);
  return text;
}

}  // namespace

std::size_t public_prefix(std::string_view value) noexcept {
  constexpr std::array<std::string_view, 9> kVendors = {"AKIA",  "ASIA", "ABIA",    "ACCA", "AIza",
                                                        "ya29.", "eyJ",  "GOCSPX-", "SG."};
  for (const std::string_view vendor : kVendors) {
    if (value.starts_with(vendor)) return vendor.size();
  }
  // All keys of one kind begin with the same line, and with a description of that kind in some 40 bytes.
  if (value.starts_with("-----BEGIN ")) {
    constexpr std::size_t kDescription = 56;
    const std::size_t line = value.find('\n');
    return line == std::string_view::npos ? value.size() : std::min(value.size(), line + 1 + kDescription);
  }
  // Short lower-case words, each with a separator behind it.
  std::size_t prefix = 0;
  for (std::size_t at = 0; at < value.size() && at - prefix <= kWordMax; ++at) {
    if (value[at] == '_' || value[at] == '-') {
      prefix = at + 1;
    } else if (!is_lower(value[at])) {
      break;
    }
  }
  return prefix;
}

std::size_t least_head(std::string_view value) noexcept {
  const std::size_t prefix = public_prefix(value);
  const std::size_t least = prefix + kHead;
  if (least + kHead / 2 > value.size()) return value.size();
  if (prefix == 0 && (value.size() < kUnprefixedMin || !looks_random(value.substr(0, kHead)))) return value.size();
  return least;
}

std::size_t ValuePatterns::keep(std::string_view text) {
  const std::size_t at = texts_.size();
  texts_.insert(texts_.end(), text.begin(), text.end());
  return at;
}

void ValuePatterns::add_needle(Needle needle, std::string_view beginning) {
  if (beginning.size() < SharpFilter::kGram) return;  // no form of a value of Redactor::kValueMin bytes is
  needle.beginning = static_cast<std::uint32_t>(beginning.size());
  filter_.add(beginning);
  sharp_filter_.add(beginning);
  automaton_.add(beginning, static_cast<std::uint32_t>(needles_.size()));
  needles_.push_back(needle);
}

void ValuePatterns::add_exact(std::string_view text, std::size_t least, Needle needle) {
  needle.text = keep(text);
  needle.size = text.size();
  needle.least = least;
  add_needle(needle, text.substr(0, least));
}

void ValuePatterns::add_base64(std::string_view value, std::size_t least, std::uint32_t index) {
  for (std::size_t skip = 0; skip < 3; ++skip) {
    std::string text = base64_core(value, skip);
    std::string head = base64_core(value.substr(0, least), skip);
    const Needle needle{Form::base64, {}, skip != 0, (value.size() + skip) % 3 != 0, index, 0, 0, 0, 0};
    add_exact(text, head.size(), needle);
    std::string url = text;
    std::replace(url.begin(), url.end(), '+', '-');
    std::replace(url.begin(), url.end(), '/', '_');
    if (url != text) add_exact(url, head.size(), needle);
    for (std::string* used : {&text, &head, &url}) wipe(*used);
  }
}

void ValuePatterns::add_hex(std::string_view value, std::size_t least, std::uint32_t index) {
  for (const char* digits : {"0123456789abcdef", "0123456789ABCDEF"}) {
    std::string text;
    text.reserve(2 * value.size());
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      text += digits[byte >> 4U];
      text += digits[byte & 15U];
    }
    add_exact(text, 2 * least, {Form::exact, {}, false, false, index, 0, 0, 0, 0});
    wipe(text);
  }
}

void ValuePatterns::add_escaped(std::string_view value, std::size_t least, std::uint32_t index) {
  const std::size_t at = keep(value);
  for (const Escape escape : kEscapes) {
    for (std::string& beginning : beginnings(value, escape)) {
      add_needle({Form::escaped, escape, false, false, index, 0, at, value.size(), least}, beginning);
      wipe(beginning);
    }
  }
}

void ValuePatterns::add(std::string_view value, std::size_t least, const std::string& fingerprint) {
  const auto index = static_cast<std::uint32_t>(fingerprints_.size());
  fingerprints_.push_back(fingerprint);
  add_exact(value, least, {Form::exact, {}, false, false, index, 0, 0, 0, 0});
  add_base64(value, least, index);
  add_hex(value, least, index);
  add_escaped(value, least, index);
}

ValuePatterns::Verdict ValuePatterns::verify_exact(const Needle& needle, std::string_view text, std::size_t begin,
                                                   std::size_t floor, bool final) const noexcept {
  const std::string_view whole = text_of(needle);
  const std::string_view rest = text.substr(begin, whole.size());
  const auto size =
      static_cast<std::size_t>(std::mismatch(rest.begin(), rest.end(), whole.begin()).first - rest.begin());
  Verdict verdict{size >= needle.least, false, begin, begin + size, begin};
  verdict.open = !final && verdict.end == text.size() && size < whole.size();
  if (needle.form != Form::base64 || !verdict.found) return verdict;
  if (needle.joined_left && begin > floor && is_base64(text[begin - 1])) --verdict.begin;
  if (size < whole.size()) return verdict;
  if (needle.joined_right && verdict.end < text.size() && is_base64(text[verdict.end])) ++verdict.end;
  const std::size_t longest = verdict.end + 2;
  while (verdict.end < longest && verdict.end < text.size() && text[verdict.end] == '=') ++verdict.end;
  verdict.open = !final && verdict.end == text.size();
  return verdict;
}

ValuePatterns::Verdict ValuePatterns::verify(std::uint32_t index, std::string_view text, std::size_t end,
                                             std::size_t floor, bool final) const noexcept {
  const Needle& needle = needles_[index];
  const std::size_t begin = end - needle.beginning;
  if (needle.form != Form::escaped) return verify_exact(needle, text, begin, floor, final);
  const Walk walked = walk(text, begin, text_of(needle), needle.escape);
  return {walked.matched >= needle.least, walked.cut && !final, begin, walked.end, begin};
}

}  // namespace cfy::secrets
