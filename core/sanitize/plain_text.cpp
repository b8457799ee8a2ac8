#include "sanitize/plain_text.hpp"

#include <array>
#include <atomic>
#include <cstdint>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "sanitize/utf8.hpp"

namespace cfy::sanitize {
namespace {

bool is_seen(std::int32_t code) noexcept {
  switch (u_charType(code)) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
    case U_DECIMAL_DIGIT_NUMBER:
    case U_LETTER_NUMBER:
    case U_OTHER_NUMBER:
    case U_CONNECTOR_PUNCTUATION:
    case U_DASH_PUNCTUATION:
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION:
    case U_OTHER_PUNCTUATION:
    case U_MATH_SYMBOL:
    case U_CURRENCY_SYMBOL:
    case U_MODIFIER_SYMBOL:
    case U_OTHER_SYMBOL: return u_hasBinaryProperty(code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) == 0;
    default: return false;
  }
}

// "Yes" of the quick check, and of combining class 0: a text of such code points is in form C (UAX #15, section 9).
bool stays_in_form_c(std::int32_t code) noexcept {
  return u_getIntPropertyValue(code, UCHAR_NFC_QUICK_CHECK) == UNORM_YES && u_getCombiningClass(code) == 0;
}

bool is_plain(std::int32_t code) noexcept { return is_seen(code) && stays_in_form_c(code); }

// The answers for the Basic Multilingual Plane, 256 code points at a time, found out when the first of them is met.
class Known {
 public:
  bool is_plain(std::int32_t code) noexcept {
    Block& block = blocks_[static_cast<std::size_t>(code) >> 8U];
    if (!block.known.load(std::memory_order_acquire)) learn(block, code & ~0xFF);
    const auto low = static_cast<unsigned>(code) & 0xFFU;
    return (block.words[low / 64].load(std::memory_order_relaxed) >> (low % 64) & 1U) != 0;
  }

 private:
  struct Block {
    std::array<std::atomic<std::uint64_t>, 4> words{};
    std::atomic<bool> known{false};
  };

  // Two threads may do it at once: they write the same.
  static void learn(Block& block, std::int32_t first) noexcept {
    for (std::int32_t word = 0; word < 4; ++word) {
      std::uint64_t bits = 0;
      for (std::int32_t bit = 0; bit < 64; ++bit)
        bits |= std::uint64_t{sanitize::is_plain(first + word * 64 + bit) ? 1U : 0U} << static_cast<unsigned>(bit);
      block.words[static_cast<std::size_t>(word)].store(bits, std::memory_order_relaxed);
    }
    block.known.store(true, std::memory_order_release);
  }

  std::array<Block, 256> blocks_{};
};

constinit Known known;

}  // namespace

std::size_t skip_plain(std::string_view text, std::size_t from) noexcept {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned>(static_cast<unsigned char>(text[at])); };
  std::size_t at = from;
  while (at < text.size()) {
    const unsigned lead = byte(at);
    if (lead < 0xC2) return at;  // ASCII, or no lead byte
    if (lead < 0xE0 && at + 1 < text.size()) {
      const unsigned second = byte(at + 1) ^ 0x80U;
      const auto code = static_cast<std::int32_t>((lead & 0x1FU) << 6U | second);
      if (second > 0x3F || !known.is_plain(code)) return at;
      at += 2;
    } else if (lead < 0xF0 && at + 2 < text.size()) {
      const unsigned second = byte(at + 1) ^ 0x80U;
      const unsigned third = byte(at + 2) ^ 0x80U;
      const auto code = static_cast<std::int32_t>((lead & 0xFU) << 12U | second << 6U | third);
      if ((second | third) > 0x3F || code < 0x800 || !known.is_plain(code)) return at;
      at += 3;
    } else {
      const utf8::CodePoint code = utf8::decode(text, at);
      if (code.value < 0x10000 || !is_plain(code.value)) return at;
      at += code.size;
    }
  }
  return at;
}

}  // namespace cfy::sanitize
