#include "sanitize/ecma_translation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "sanitize/uri_encoding.hpp"
#include "sanitize/utf8.hpp"

namespace cfy::sanitize {
namespace {

constexpr std::string_view kAnything = "\\x{0}-\\x{10ffff}";
constexpr std::string_view kDigit = "0-9";
constexpr std::string_view kNoDigit = "\\x{0}-/:-\\x{10ffff}";
constexpr std::string_view kWord = "0-9A-Z_a-z";
constexpr std::string_view kNoWord = "\\x{0}-/:-@\\[-\\^`{-\\x{10ffff}";
// WhiteSpace and LineTerminator.
constexpr std::string_view kSpace =
    "\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";
constexpr std::string_view kNoSpace =
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}"
    "\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}";
constexpr std::string_view kNoLineEnd = "[^\\n\\r\\x{2028}\\x{2029}]";

bool is_surrogate(std::int32_t code) noexcept { return code >= 0xD800 && code <= 0xDFFF; }

// What stands for one character, or for a class of them.
struct Atom {
  std::int32_t code = -1;  // -1: the class `members`
  std::string members;
};

class Translator {
 public:
  explicit Translator(std::string_view pattern) : text_(pattern) {}

  EcmaTranslation translate() && {
    while (good() && at_ < text_.size()) term();
    if (good() && open_ > 0) wrong("a parenthesis is not closed");
    if (good() && highest_reference_ > groups_) wrong("it refers back to a group that is not there");
    out_.position = at_;
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool good() const noexcept { return *out_.wrong == 0; }
  void wrong(const char* what) noexcept {
    if (good()) out_.wrong = what;
  }
  void missing(const char* what) noexcept { out_.missing = what; }

  [[nodiscard]] char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(std::string_view wanted) noexcept {
    const bool there = text_.substr(at_).starts_with(wanted);
    if (there) at_ += wanted.size();
    return there;
  }

  void term() {
    const char c = text_[at_];
    switch (c) {
      case '^':
      case '$': return assertion();
      case '|': out_.re2 += c; return plain(false);
      case '(': return open_group();
      case ')': return close_group();
      case '*':
      case '+':
      case '?': return quantifier();
      case '{':
        // As a literal outside of a quantifier it is not ECMA-262's with `u`, but found in many schemas.
        if (is_bounds()) return quantifier();
        break;
      case '.': out_.re2 += kNoLineEnd; return plain(true);
      case '[': return character_class();
      case '\\': return escape();
      default: break;
    }
    append_code(out_.re2, next_code());
    repeatable_ = true;
  }

  // Moves past one byte; what went before can be repeated, or not.
  void plain(bool repeatable) noexcept {
    ++at_;
    repeatable_ = repeatable;
  }

  void assertion() {
    out_.re2 += text_[at_] == '^' ? "\\A" : "\\z";
    plain(false);
  }

  void open_group() {
    ++at_;
    ++open_;
    repeatable_ = false;
    if (take("?=") || take("?!") || take("?<=") || take("?<!")) {
      missing("lookaround");
    } else if (take("?<")) {
      ++groups_;
      const std::size_t end = text_.find('>', at_);
      if (end == std::string_view::npos || !is_name(text_.substr(at_, end - at_)))
        return wrong("a group's name is no name");
      at_ = end + 1;
    } else if (!take("?:")) {
      ++groups_;
    }
    out_.re2 += "(?:";
  }

  void close_group() {
    if (open_ == 0) return wrong("a parenthesis is closed that was not opened");
    --open_;
    out_.re2 += ')';
    plain(true);
  }

  static bool is_name(std::string_view name) noexcept {
    if (name.empty() || uri::is_digit(name.front())) return false;
    for (const char c : name) {
      const bool ascii = static_cast<unsigned char>(c) < 0x80;
      if (ascii && !uri::is_alpha(c) && !uri::is_digit(c) && c != '_' && c != '$') return false;
    }
    return true;
  }

  // {n}, {n,} and {n,m}.
  [[nodiscard]] bool is_bounds() const noexcept {
    std::size_t at = at_ + 1;
    const auto digits = [&] {
      const std::size_t begin = at;
      while (at < text_.size() && uri::is_digit(text_[at])) ++at;
      return at > begin;
    };
    if (!digits()) return false;
    if (at < text_.size() && text_[at] == ',') {
      ++at;
      digits();
    }
    return at < text_.size() && text_[at] == '}';
  }

  void quantifier() {
    if (!repeatable_) return wrong("there is nothing to repeat");
    repeatable_ = false;
    const std::size_t begin = at_;
    if (text_[at_] == '{') {
      const std::size_t end = text_.find('}', at_);
      const std::string_view bounds = text_.substr(at_ + 1, end - at_ - 1);
      if (const std::size_t comma = bounds.find(','); comma != std::string_view::npos && comma + 1 < bounds.size()) {
        if (is_greater(bounds.substr(0, comma), bounds.substr(comma + 1))) return wrong("its bounds are out of order");
      }
      at_ = end + 1;
    } else {
      ++at_;
    }
    take("?");
    out_.re2 += text_.substr(begin, at_ - begin);
  }

  static bool is_greater(std::string_view a, std::string_view b) noexcept {
    const auto significant = [](std::string_view digits) {
      return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
    };
    a = significant(a);
    b = significant(b);
    return a.size() != b.size() ? a.size() > b.size() : a > b;
  }

  std::int32_t next_code() {
    const utf8::CodePoint code = utf8::decode(text_, at_);
    at_ += code.size;
    if (code.value < 0) wrong("it is not UTF-8");
    return code.value;
  }

  static void append_code(std::string& out, std::int32_t code) {
    std::array<char, 8> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), code, 16).ptr;
    out.append("\\x{").append(digits.data(), end).append("}");
  }

  static void append_class(std::string& out, bool negated, std::string_view members) {
    // RE2 has no empty class; all but everything is one.
    if (members.empty()) return append_class(out, !negated, kAnything);
    out.append(negated ? "[^" : "[").append(members).append("]");
  }

  void escape() {
    const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (c == 'b' || c == 'B') {
      out_.re2.append("\\").push_back(c);
      ++at_;
      return plain(false);
    }
    if (c >= '1' && c <= '9') return back_reference();
    if (c == 'k') return named_reference();
    const Atom atom = escaped(false);
    repeatable_ = true;
    if (atom.code < 0) {
      append_class(out_.re2, false, atom.members);
    } else if (is_surrogate(atom.code)) {
      append_class(out_.re2, false, {});
    } else {
      append_code(out_.re2, atom.code);
    }
  }

  void back_reference() {
    std::size_t number = 0;
    for (++at_; at_ < text_.size() && uri::is_digit(text_[at_]); ++at_) {
      number = std::min<std::size_t>(number * 10 + static_cast<std::size_t>(text_[at_] - '0'), 1'000'000);
    }
    highest_reference_ = std::max(highest_reference_, number);
    missing("a backreference");
    repeatable_ = true;
  }

  void named_reference() {
    at_ += 2;
    const std::size_t end = text_.find('>', at_);
    if (peek() != '<' || end == std::string_view::npos) return wrong("\\k needs a group's name");
    if (text_.find("(?" + std::string(text_.substr(at_, end + 1 - at_))) == std::string_view::npos) {
      return wrong("it refers back to a group that is not there");
    }
    at_ = end + 1;
    missing("a backreference");
    repeatable_ = true;
  }

  void character_class() {
    ++at_;
    const bool negated = take("^");
    std::string members;
    while (good() && peek() != ']') {
      if (at_ == text_.size()) return wrong("a bracket is not closed");
      range(members);
    }
    append_class(out_.re2, negated, members);
    plain(true);
  }

  void range(std::string& members) {
    const Atom first = member();
    if (peek() != '-' || at_ + 1 >= text_.size() || text_[at_ + 1] == ']') return append_member(members, first);
    ++at_;
    const Atom last = member();
    if (!good()) return;
    if (first.code < 0 || last.code < 0) return wrong("a class stands where a range begins or ends");
    if (first.code > last.code) return wrong("a range is out of order");
    append_range(members, first.code, last.code);
  }

  Atom member() {
    if (peek() == '\\') return escaped(true);
    Atom atom;
    if (at_ < text_.size()) atom.code = next_code();
    return atom;
  }

  static void append_member(std::string& members, const Atom& atom) {
    if (atom.code < 0) {
      members += atom.members;
    } else {
      append_range(members, atom.code, atom.code);
    }
  }

  // Without surrogates, which no UTF-8 text has.
  static void append_range(std::string& members, std::int32_t first, std::int32_t last) {
    if (is_surrogate(first)) first = 0xE000;
    if (is_surrogate(last)) last = 0xD7FF;
    if (first > last) return;
    append_code(members, first);
    members += '-';
    append_code(members, last);
  }

  Atom escaped(bool in_class) {
    at_ += 1;
    const char c = peek();
    if (at_ >= text_.size()) {
      wrong("it ends in a backslash");
      return {};
    }
    ++at_;
    switch (c) {
      case 'd': return {-1, std::string(kDigit)};
      case 'D': return {-1, std::string(kNoDigit)};
      case 'w': return {-1, std::string(kWord)};
      case 'W': return {-1, std::string(kNoWord)};
      case 's': return {-1, std::string(kSpace)};
      case 'S': return {-1, std::string(kNoSpace)};
      case 'p':
      case 'P': return property(c == 'P');
      case 't': return {'\t', {}};
      case 'n': return {'\n', {}};
      case 'v': return {'\v', {}};
      case 'f': return {'\f', {}};
      case 'r': return {'\r', {}};
      case 'c': return control();
      case 'x': return {hex(2), {}};
      case 'u': return {unicode(), {}};
      case '0':
        if (uri::is_digit(peek())) wrong("octal escapes are not allowed");
        return {0, {}};
      case 'b':
        if (in_class) return {'\b', {}};
        break;
      default: break;
    }
    // With `u` only syntax characters may be escaped; punctuation is let through, since many schemas write `\-`.
    const bool letter = uri::is_alpha(c) || uri::is_digit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    if (letter || c <= ' ') wrong("there is no such escape");
    return {static_cast<unsigned char>(c), {}};
  }

  Atom property(bool negated) {
    const std::size_t end = text_.find('}', at_);
    if (peek() != '{' || end == std::string_view::npos) {
      wrong("\\p needs a property in braces");
      return {};
    }
    Atom atom{-1, property_class(text_.substr(at_ + 1, end - at_ - 1), negated)};
    if (atom.members.empty()) wrong("Unicode has no such property");
    at_ = end + 1;
    return atom;
  }

  Atom control() {
    const char c = peek();
    if (!uri::is_alpha(c)) wrong("\\c needs a letter");
    ++at_;
    return {c % 32, {}};
  }

  std::int32_t hex(std::size_t digits) {
    std::int32_t value = 0;
    const char* const begin = text_.data() + at_;
    const bool enough = at_ + digits <= text_.size();
    if (!enough || std::from_chars(begin, begin + digits, value, 16).ptr != begin + digits || *begin == '-') {
      wrong("an escape lacks hexadecimal digits");
      return 0;
    }
    at_ += digits;
    return value;
  }

  std::int32_t unicode() {
    if (peek() == '{') {
      const std::size_t end = text_.find('}', at_);
      const std::size_t digits = end == std::string_view::npos ? 0 : end - at_ - 1;
      ++at_;
      const std::int32_t value = digits == 0 || digits > 7 ? -1 : hex(digits);
      if (value < 0 || value > 0x10FFFF) wrong("\\u{…} is no code point");
      ++at_;
      return std::max(value, 0);
    }
    const std::int32_t high = hex(4);
    if (high < 0xD800 || high > 0xDBFF || !text_.substr(at_).starts_with("\\u")) return high;
    const std::size_t before = std::exchange(at_, at_ + 2);
    const std::int32_t low = hex(4);
    if (low >= 0xDC00 && low <= 0xDFFF) return 0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00);
    at_ = before;
    return high;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t open_ = 0;
  std::size_t groups_ = 0;
  std::size_t highest_reference_ = 0;
  bool repeatable_ = false;
  EcmaTranslation out_;
};

}  // namespace

EcmaTranslation translate_ecma(std::string_view pattern) { return Translator(pattern).translate(); }

}  // namespace cfy::sanitize
