#include "oauth/base64url.hpp"

#include <array>
#include <cstdint>

#include "oauth/refusal.hpp"

namespace cfy::oauth {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint32_t kNone = 0x80;

constexpr std::array<std::uint8_t, 256> kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNone);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

std::uint32_t value_of(char c) noexcept { return kValues[static_cast<unsigned char>(c)]; }

char byte_of(std::uint32_t bits, unsigned shift) noexcept { return static_cast<char>((bits >> shift) & 0xFFU); }

Error bad_character(std::string_view field) {
  return refused(std::string(field), "base64url",
                 "The " + std::string(field) +
                     " is not base64url (RFC 4648 section 5, without padding); give it as it "
                     "was issued.");
}

}  // namespace

std::string base64url_encode(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char byte : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(byte);
    held += 8;
    while (held >= 6) {
      held -= 6;
      text += kAlphabet[(bits >> held) & 0x3FU];
    }
  }
  if (held > 0) text += kAlphabet[(bits << (6 - held)) & 0x3FU];
  return text;
}

Result<std::string> base64url_decode(std::string_view text, std::string_view field) {
  const std::size_t rest = text.size() % 4;
  if (rest == 1) return bad_character(field);
  std::string bytes(text.size() / 4 * 3 + (rest == 0 ? 0 : rest - 1), '\0');
  std::size_t at = 0;
  std::size_t out = 0;
  std::uint32_t seen = 0;
  for (; at + 4 <= text.size(); at += 4, out += 3) {
    const std::uint32_t a = value_of(text[at]);
    const std::uint32_t b = value_of(text[at + 1]);
    const std::uint32_t c = value_of(text[at + 2]);
    const std::uint32_t d = value_of(text[at + 3]);
    seen |= a | b | c | d;
    const std::uint32_t bits = a << 18U | b << 12U | c << 6U | d;
    bytes[out] = byte_of(bits, 16);
    bytes[out + 1] = byte_of(bits, 8);
    bytes[out + 2] = byte_of(bits, 0);
  }
  std::uint32_t unused = 0;
  if (rest != 0) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < rest; ++i) {
      const std::uint32_t value = value_of(text[at + i]);
      seen |= value;
      bits = bits << 6U | value;
    }
    const unsigned spare = rest == 2 ? 4 : 2;
    unused = bits & ((1U << spare) - 1U);
    bits >>= spare;
    if (rest == 3) bytes[out++] = byte_of(bits, 8);
    bytes[out] = byte_of(bits, 0);
  }
  if ((seen & kNone) != 0) return bad_character(field);
  if (unused != 0) {
    return refused(std::string(field), "base64url_bits",
                   "The " + std::string(field) +
                       " has bits behind its last byte, so that it is not the only spelling "
                       "of these bytes; give it as it was issued.");
  }
  return bytes;
}

}  // namespace cfy::oauth
