#include "printable.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cwchar>

namespace cfy::cli {
namespace {

struct CodePoint {
  char32_t value;    // kInvalid if the bytes are no UTF-8
  std::size_t size;  // bytes it took: one if invalid
};
constexpr char32_t kInvalid = 0xFFFFFFFF;

// The first code point of text that is not empty, by the table of RFC 3629 section 4.
CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {kInvalid, 1};
  char32_t value = lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {kInvalid, 1};
    value = (value << 6) | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[size] || surrogate || value > 0x10FFFF) return {kInvalid, 1};
  return {value, size};
}

struct Range {
  char32_t first;
  char32_t last;
};

// Characters that act on their surroundings or are not seen: Unicode's Cc, Cf, Zl and Zp, and the fillers.
constexpr std::array kHidden = {
    Range{0x0000, 0x001F},   Range{0x007F, 0x009F},   Range{0x00AD, 0x00AD},   Range{0x034F, 0x034F},
    Range{0x0600, 0x0605},   Range{0x061C, 0x061C},   Range{0x06DD, 0x06DD},   Range{0x070F, 0x070F},
    Range{0x0890, 0x0891},   Range{0x08E2, 0x08E2},   Range{0x115F, 0x1160},   Range{0x17B4, 0x17B5},
    Range{0x180B, 0x180F},   Range{0x200B, 0x200F},   Range{0x2028, 0x202E},   Range{0x2060, 0x206F},
    Range{0x3164, 0x3164},   Range{0xFEFF, 0xFEFF},   Range{0xFFA0, 0xFFA0},   Range{0xFFF0, 0xFFFB},
    Range{0x110BD, 0x110BD}, Range{0x110CD, 0x110CD}, Range{0x13430, 0x1343F}, Range{0x1BCA0, 0x1BCA3},
    Range{0x1D173, 0x1D17A}, Range{0xE0000, 0xE0FFF},
};

bool is_hidden(char32_t value) {
  return std::any_of(kHidden.begin(), kHidden.end(),
                     [value](const Range& range) { return value >= range.first && value <= range.last; });
}

std::string escaped(const char* format, unsigned value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

std::string escape(char32_t value) {
  switch (value) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: return escaped(value < 0x80 ? "\\x%02x" : "\\u{%x}", value);
  }
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto [value, size] = decode(text);
    if (value == kInvalid) {
      result += escaped("\\x%02x", static_cast<unsigned char>(text.front()));
    } else if (is_hidden(value)) {
      result += escape(value);
    } else if (value == '\\') {
      result += "\\\\";
    } else {
      result += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  return result;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto [value, size] = decode(text);
    // -1 where the C library does not know the character, or the locale is not UTF-8.
    const int columns = value == kInvalid ? 1 : ::wcwidth(static_cast<wchar_t>(value));
    width += columns < 0 ? 1 : static_cast<std::size_t>(columns);
    text.remove_prefix(size);
  }
  return width;
}

}  // namespace cfy::cli
