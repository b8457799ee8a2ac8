#include "secrets/unescape.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace cfy::secrets {
namespace {

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void put_utf8(Unit& unit, std::uint32_t code) noexcept {
  const auto put = [&unit](std::uint32_t byte) { unit.bytes[unit.size++] = static_cast<char>(byte); };
  unit.size = 0;
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0U | code >> 6U);
  } else {
    if (code < 0x10000) {
      put(0xE0U | code >> 12U);
    } else {
      put(0xF0U | (code >> 18U & 7U));
      put(0x80U | (code >> 12U & 0x3FU));
    }
    put(0x80U | (code >> 6U & 0x3FU));
  }
  put(0x80U | (code & 0x3FU));
}

Unit plain(char c, std::size_t next) noexcept { return {{c}, 1, next, false}; }
Unit cut_at(std::size_t at) noexcept { return {{}, 0, at, true}; }

Unit next_percent(std::string_view text, std::size_t at) noexcept {
  if (text[at] != '%') return plain(text[at], at + 1);
  if (at + 2 >= text.size()) return cut_at(at);
  const int high = hex_digit(text[at + 1]);
  const int low = hex_digit(text[at + 2]);
  if (high < 0 || low < 0) return plain('%', at + 1);
  return plain(static_cast<char>(high * 16 + low), at + 3);
}

struct Named {
  std::string_view name;
  char value;
};
constexpr std::array kNamed = {
    Named{"amp", '&'},    Named{"lt", '<'},       Named{"gt", '>'},     Named{"quot", '"'},  Named{"apos", '\''},
    Named{"sol", '/'},    Named{"plus", '+'},     Named{"equals", '='}, Named{"colon", ':'}, Named{"num", '#'},
    Named{"percnt", '%'}, Named{"excl", '!'},     Named{"dollar", '$'}, Named{"lpar", '('},  Named{"rpar", ')'},
    Named{"ast", '*'},    Named{"comma", ','},    Named{"period", '.'}, Named{"semi", ';'},  Named{"quest", '?'},
    Named{"commat", '@'}, Named{"lsqb", '['},     Named{"bsol", '\\'},  Named{"rsqb", ']'},  Named{"lowbar", '_'},
    Named{"lcub", '{'},   Named{"rcub", '}'},     Named{"verbar", '|'}, Named{"grave", '`'}, Named{"Hat", '^'},
    Named{"Tab", '\t'},   Named{"NewLine", '\n'},
};
constexpr std::size_t kLongestEntity = 12;  // `&#x0010FFFF;`

bool read_number(std::string_view digits, std::uint32_t base, std::uint32_t& code) noexcept {
  if (digits.empty()) return false;
  code = 0;
  for (const char c : digits) {
    const int digit = hex_digit(c);
    if (digit < 0 || static_cast<std::uint32_t>(digit) >= base || code > 0x110000) return false;
    code = code * base + static_cast<std::uint32_t>(digit);
  }
  return code < 0x110000;
}

Unit next_html(std::string_view text, std::size_t at) noexcept {
  if (text[at] != '&') return plain(text[at], at + 1);
  const std::string_view rest = text.substr(at, kLongestEntity);
  const std::size_t end = rest.find(';');
  if (end == std::string_view::npos) return rest.size() < kLongestEntity ? cut_at(at) : plain('&', at + 1);
  const std::string_view name = rest.substr(1, end - 1);
  Unit unit{{}, 0, at + end + 1, false};
  std::uint32_t code = 0;
  if (name.starts_with("#x") || name.starts_with("#X")) {
    if (!read_number(name.substr(2), 16, code)) return plain('&', at + 1);
  } else if (name.starts_with('#')) {
    if (!read_number(name.substr(1), 10, code)) return plain('&', at + 1);
  } else {
    const auto* known = std::find_if(kNamed.begin(), kNamed.end(), [name](const Named& n) { return n.name == name; });
    if (known == kNamed.end()) return plain('&', at + 1);
    code = static_cast<unsigned char>(known->value);
  }
  put_utf8(unit, code);
  return unit;
}

constexpr std::string_view kShortEscapes = "\"\\/bfnrt";
constexpr std::string_view kShortValues = "\"\\/\b\f\n\r\t";

// A character of JSON as its bytes stand there: a raw one, or one of a level of JSON further out.
Unit json_character(std::string_view text, std::size_t at, int levels) noexcept;

// Four digits after `\u`.
bool json_hex(std::string_view text, std::size_t& at, int levels, std::uint32_t& code, bool& cut) noexcept {
  code = 0;
  for (int i = 0; i < 4; ++i) {
    const Unit digit = json_character(text, at, levels);
    cut = digit.cut;
    if (cut || digit.size != 1 || hex_digit(digit.bytes[0]) < 0) return false;
    code = code * 16 + static_cast<std::uint32_t>(hex_digit(digit.bytes[0]));
    at = digit.next;
  }
  return true;
}

// The second half of a surrogate pair; leaves the first alone where there is none.
bool json_low_surrogate(std::string_view text, std::size_t& at, int levels, std::uint32_t& code, bool& cut) noexcept {
  std::size_t here = at;
  for (const char expected : {'\\', 'u'}) {
    const Unit unit = json_character(text, here, levels);
    cut = unit.cut;
    if (cut || unit.size != 1 || unit.bytes[0] != expected) return false;
    here = unit.next;
  }
  std::uint32_t low = 0;
  if (!json_hex(text, here, levels, low, cut) || low < 0xDC00 || low > 0xDFFF) return false;
  code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
  at = here;
  return true;
}

Unit next_json(std::string_view text, std::size_t at, int levels) noexcept {
  const Unit first = json_character(text, at, levels - 1);
  if (first.cut || first.size != 1 || first.bytes[0] != '\\') return first;
  const Unit second = json_character(text, first.next, levels - 1);
  if (second.cut) return second;
  if (second.size != 1) return first;
  if (second.bytes[0] != 'u') {
    const std::size_t index = kShortEscapes.find(second.bytes[0]);
    return index == std::string_view::npos ? first : plain(kShortValues[index], second.next);
  }
  Unit unit{{}, 0, second.next, false};
  std::uint32_t code = 0;
  if (!json_hex(text, unit.next, levels - 1, code, unit.cut)) return unit.cut ? unit : first;
  if (code >= 0xD800 && code <= 0xDBFF && !json_low_surrogate(text, unit.next, levels - 1, code, unit.cut)) {
    if (unit.cut) return unit;
  }
  put_utf8(unit, code);
  return unit;
}

Unit json_character(std::string_view text, std::size_t at, int levels) noexcept {
  if (levels > 0) return next_json(text, at, levels);
  return at < text.size() ? plain(text[at], at + 1) : cut_at(at);
}

bool is_plain(char c) noexcept { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

std::string hex(std::uint32_t code, std::size_t width, bool upper) {
  const char* digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string text;
  for (; code != 0 || text.size() < width; code >>= 4U) text.insert(text.begin(), digits[code & 15U]);
  return text;
}

// A character of the value: a code point, or a byte that belongs to none.
struct Character {
  std::uint32_t code;
  std::size_t size;
};

Character character_at(std::string_view value, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(value[at + i]); };
  const std::size_t size = byte(0) < 0xC2 ? 1U : byte(0) < 0xE0 ? 2U : byte(0) < 0xF0 ? 3U : byte(0) < 0xF5 ? 4U : 1U;
  if (size == 1 || at + size > value.size()) return {byte(0), 1};
  std::uint32_t code = byte(0) & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {byte(0), 1};
    code = code << 6U | (byte(i) & 0x3FU);
  }
  return {code, size};
}

using Texts = std::vector<std::string>;

Texts json_ways(std::string_view raw, std::uint32_t code) {
  Texts ways;
  for (const bool upper : {false, true}) {
    if (code < 0x10000) {
      ways.push_back("\\u" + hex(code, 4, upper));
    } else {
      ways.push_back("\\u" + hex(0xD800 + ((code - 0x10000) >> 10U), 4, upper) + "\\u" +
                     hex(0xDC00 + ((code - 0x10000) & 0x3FFU), 4, upper));
    }
  }
  const std::size_t index = raw.size() == 1 ? kShortValues.find(raw[0]) : std::string_view::npos;
  if (index != std::string_view::npos) ways.push_back({'\\', kShortEscapes[index]});
  return ways;
}

// What a second level of JSON makes of each.
Texts json_again(const Texts& once) {
  Texts ways;
  for (const std::string& text : once) {
    std::string way;
    for (const char c : text) {
      if (c == '\\' || c == '"') way += '\\';
      way += c;
    }
    ways.push_back(std::move(way));
  }
  return ways;
}

// All ways of writing a character but the raw one; the first `styles` are those of escapers that escape everything.
Texts escaped_ways(std::string_view raw, std::uint32_t code, Escape escape) {
  Texts ways;
  switch (escape) {
    case Escape::percent:
      for (const bool upper : {true, false}) {
        std::string way;
        for (const char c : raw) way += "%" + hex(static_cast<unsigned char>(c), 2, upper);
        ways.push_back(std::move(way));
      }
      if (raw == " ") ways.emplace_back("+");
      break;
    case Escape::json: ways = json_ways(raw, code); break;
    case Escape::json_twice: ways = json_again(json_ways(raw, code)); break;
    case Escape::html:
      ways = {"&#" + std::to_string(code) + ";", "&#x" + hex(code, 1, false) + ";", "&#x" + hex(code, 1, true) + ";",
              "&#x" + hex(code, 2, true) + ";"};
      for (const Named& named : kNamed) {
        if (raw.size() == 1 && raw[0] == named.value) ways.push_back("&" + std::string(named.name) + ";");
      }
      break;
  }
  return ways;
}

constexpr std::size_t kFullStyles[] = {2, 2, 2, 4};  // by Escape
constexpr std::size_t kAnchorMax = 24;

// Some escapers leave these alone, others do not.
bool is_soft(char c) noexcept { return c == '-' || c == '_' || c == '.'; }

// Stops behind an escape as soon as there are enough characters; what is written out goes on, since many values begin
// with the same words.
void begin_sparing(std::string_view value, std::size_t at, Escape escape, const std::string& so_far, Texts& out) {
  std::string text = so_far;
  while (at < value.size() && is_plain(value[at]) && text.size() < kAnchorMax) text += value[at++];
  const bool enough = text.size() >= kAnchorMin && (at == value.size() || !is_soft(value[at]));
  if (at == value.size() || enough || text.size() >= kAnchorMax) return out.push_back(std::move(text));
  const Character character = character_at(value, at);
  const std::string_view raw = value.substr(at, character.size);
  const std::size_t next = at + character.size;
  for (const std::string& way : escaped_ways(raw, character.code, escape)) {
    if (text.size() + way.size() >= kAnchorMin) {
      out.push_back(text + way);
    } else {
      begin_sparing(value, next, escape, text + way, out);
    }
  }
  begin_sparing(value, next, escape, text.append(raw), out);
}

}  // namespace

Unit next_unit(std::string_view text, std::size_t at, Escape escape) noexcept {
  if (at >= text.size()) return cut_at(at);
  switch (escape) {
    case Escape::percent: return next_percent(text, at);
    case Escape::json: return next_json(text, at, 1);
    case Escape::json_twice: return next_json(text, at, 2);
    case Escape::html: return next_html(text, at);
  }
  return cut_at(at);
}

Walk walk(std::string_view text, std::size_t at, std::string_view value, Escape escape) noexcept {
  Walk walked{0, at, false};
  while (walked.matched < value.size()) {
    const Unit unit = next_unit(text, walked.end, escape);
    walked.cut = unit.cut;
    if (unit.cut) break;
    const std::string_view rest = value.substr(walked.matched);
    const bool plus_is_space =
        escape == Escape::percent && unit.bytes[0] == '+' && unit.next == walked.end + 1 && rest[0] == ' ';
    if (plus_is_space || rest.starts_with(std::string_view(unit.bytes.data(), unit.size))) {
      walked.matched += plus_is_space ? 1 : unit.size;
      walked.end = unit.next;
    } else if (text[walked.end] == rest[0]) {  // an escaper that leaves this one alone
      ++walked.matched;
      ++walked.end;
    } else {
      break;
    }
  }
  return walked;
}

std::vector<std::string> beginnings(std::string_view value, Escape escape) {
  Texts out;
  if (!is_plain(value)) begin_sparing(value, 0, escape, {}, out);
  for (std::size_t style = 0; style < kFullStyles[static_cast<std::size_t>(escape)]; ++style) {
    std::string text;
    std::size_t at = 0;
    for (int i = 0; i < 3 && at < value.size(); ++i) {
      const Character character = character_at(value, at);
      const Texts ways = escaped_ways(value.substr(at, character.size), character.code, escape);
      text += ways[style];
      at += character.size;
    }
    out.push_back(std::move(text));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

bool is_plain(std::string_view value) noexcept {
  return std::all_of(value.begin(), value.end(), [](char c) { return is_plain(c); });
}

}  // namespace cfy::secrets
