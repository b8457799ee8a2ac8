#include "scan/utf16.hpp"

#include <algorithm>

namespace cfy::scan {
namespace {

constexpr std::size_t kLookedAt = 512;

std::uint32_t unit(std::string_view bytes, std::size_t at, ByteOrder order) noexcept {
  const auto first = static_cast<unsigned char>(bytes[at]);
  const auto second = static_cast<unsigned char>(bytes[at + 1]);
  return order == ByteOrder::big ? static_cast<std::uint32_t>(first << 8U | second)
                                 : static_cast<std::uint32_t>(second << 8U | first);
}

void append(std::uint32_t point, std::string& out) {
  const auto byte = [&out](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0U | point >> 6U);
    byte(0x80U | (point & 0x3FU));
  } else if (point < 0x10000) {
    byte(0xE0U | point >> 12U);
    byte(0x80U | (point >> 6U & 0x3FU));
    byte(0x80U | (point & 0x3FU));
  } else {
    byte(0xF0U | point >> 18U);
    byte(0x80U | (point >> 12U & 0x3FU));
    byte(0x80U | (point >> 6U & 0x3FU));
    byte(0x80U | (point & 0x3FU));
  }
}

}  // namespace

std::optional<ByteOrder> recognise_utf16(std::string_view beginning) noexcept {
  if (beginning.starts_with("\xFF\xFE")) return ByteOrder::little;
  if (beginning.starts_with("\xFE\xFF")) return ByteOrder::big;
  const std::string_view looked_at = beginning.substr(0, kLookedAt);
  std::size_t zeros[2] = {0, 0};
  for (std::size_t i = 0; i < looked_at.size(); ++i) {
    if (looked_at[i] == '\0') ++zeros[i % 2];
  }
  const std::size_t most = looked_at.size() / 2 * 8 / 10;
  if (most < 4) return std::nullopt;
  if (zeros[0] == 0 && zeros[1] >= most) return ByteOrder::little;
  if (zeros[1] == 0 && zeros[0] >= most) return ByteOrder::big;
  return std::nullopt;
}

void append_utf16(std::string_view bytes, ByteOrder order, std::string& out) {
  constexpr std::uint32_t kReplacement = 0xFFFD;
  for (std::size_t at = 0; at + 2 <= bytes.size(); at += 2) {
    const std::uint32_t first = unit(bytes, at, order);
    if (first < 0xD800 || first > 0xDFFF) {
      append(first, out);
      continue;
    }
    const std::uint32_t second = at + 4 <= bytes.size() ? unit(bytes, at + 2, order) : 0;
    if (first > 0xDBFF || second < 0xDC00 || second > 0xDFFF) {
      append(kReplacement, out);
      continue;
    }
    append(0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00), out);
    at += 2;
  }
}

}  // namespace cfy::scan
