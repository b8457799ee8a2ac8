#include "scan/encoded.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace cfy::scan {
namespace {

// Shorter ones hold no credential: the shortest that we know have 20 characters.
constexpr std::size_t kShortestBase64 = 24;
constexpr std::size_t kShortestHex = 32;
constexpr std::size_t kShortestText = 16;
constexpr std::size_t kLongest = std::size_t{1} << 20U;  // of an encoded part; what lies behind is a part of its own
constexpr std::size_t kTokenReach = 4096;

constexpr std::string_view kQuotes = "\"'`<>";
constexpr std::uint8_t kNone = 0xFF;

constexpr std::array<std::uint8_t, 256> base64_digits() {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kNone);
  std::uint8_t value = 0;
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) {
    digits[static_cast<unsigned char>(c)] = value++;
  }
  digits['-'] = 62;
  digits['_'] = 63;
  return digits;
}

constexpr std::array<std::uint8_t, 256> hex_digits() {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kNone);
  for (std::uint8_t i = 0; i < 10; ++i) digits[std::size_t{'0'} + i] = i;
  for (std::uint8_t i = 0; i < 6; ++i) {
    digits[std::size_t{'a'} + i] = static_cast<std::uint8_t>(10 + i);
    digits[std::size_t{'A'} + i] = static_cast<std::uint8_t>(10 + i);
  }
  return digits;
}

constexpr auto kBase64 = base64_digits();
constexpr auto kHex = hex_digits();

std::uint8_t digit(const std::array<std::uint8_t, 256>& digits, char c) noexcept {
  return digits[static_cast<unsigned char>(c)];
}

bool readable(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte < 0x7F) || byte == '\n' || byte == '\r' || byte == '\t';
}

// The readable stretches of decoded bytes: bytes that were never text are not readable for sixteen places on end.
template <class Found>
void readable_parts(std::string_view decoded, Found&& found) {
  for (std::size_t begin = 0; begin < decoded.size();) {
    const auto* const start = decoded.data() + begin;
    const auto* const stop = std::find_if_not(start, decoded.data() + decoded.size(), readable);
    const auto length = static_cast<std::size_t>(stop - start);
    if (length >= kShortestText) found(std::string_view(start, length));
    begin += length + 1;
  }
}

// Whether four digits may stand for three ASCII characters: the top bit of each of them lies in the first three digits.
bool may_be_ascii(std::string_view run, std::size_t at) noexcept {
  return ((digit(kBase64, run[at]) & 0x20U) | (digit(kBase64, run[at + 1]) & 0x08U) |
          (digit(kBase64, run[at + 2]) & 0x02U)) == 0;
}

void decode_base64(std::string_view run, std::string& out) {
  out.clear();
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : run) {
    bits = (bits << 6U) | digit(kBase64, c);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out.push_back(static_cast<char>((bits >> count) & 0xFFU));
  }
}

class Search {
 public:
  Search(std::string_view text, std::size_t first, std::size_t limit, const std::function<void(const Encoded&)>& found)
      : text_(text), first_(first), limit_(limit), found_(found) {}

  // A run of n digits covers one of any n places in a row: only every n-th place is looked at, until one is a digit.
  void runs() {
    std::size_t known = first_;  // no run that was seen reaches further
    for (std::size_t probe = first_ + kShortestBase64 - 1; probe < text_.size();) {
      if (digit(kBase64, text_[probe]) == kNone) {
        known = probe + 1;
        probe += kShortestBase64;
        continue;
      }
      std::size_t begin = probe;
      while (begin > known && digit(kBase64, text_[begin - 1]) != kNone) --begin;
      if (begin >= limit_) return;
      const std::size_t longest = std::min(text_.size(), begin + kLongest);
      std::size_t end = probe + 1;
      while (end < longest && digit(kBase64, text_[end]) != kNone) ++end;
      if (end - begin >= kShortestBase64) {
        base64(begin, end);
        hex(begin, end);
      }
      known = end;
      probe = end + kShortestBase64 - 1;
    }
  }

  void percent() {
    std::size_t known = first_;
    for (std::size_t at = next_percent(first_); at < limit_; at = next_percent(std::max(at + 1, known))) {
      const auto within = [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && kQuotes.find(c) == std::string_view::npos;
      };
      std::size_t begin = at;
      while (begin > known && at - begin < kTokenReach && within(text_[begin - 1])) --begin;
      std::size_t end = at;
      while (end < text_.size() && end - at < kTokenReach && within(text_[end])) ++end;
      known = end;
      if (end - begin < kShortestText) continue;
      decode_percent(text_.substr(begin, end - begin));
      found_({"percent", begin, decoded_});
    }
  }

 private:
  void base64(std::size_t begin, std::size_t end) {
    const std::string_view run = text_.substr(begin, end - begin);
    for (std::size_t shift = 0; shift < 4; ++shift) {
      // Text shows as fours on end that may be ASCII; without them nothing is decoded.
      std::size_t in_a_row = 0;
      std::size_t at = shift;
      for (; at + 4 <= run.size() && in_a_row < kShortestText / 3; at += 4) {
        in_a_row = may_be_ascii(run, at) ? in_a_row + 1 : 0;
      }
      if (in_a_row < kShortestText / 3) continue;
      decode_base64(run.substr(at - in_a_row * 4), decoded_);
      readable_parts(decoded_, [&](std::string_view part) { found_({"base64", begin, part}); });
    }
  }

  void hex(std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at + kShortestHex <= end;) {
      std::size_t stop = at;
      while (stop < end && digit(kHex, text_[stop]) != kNone) ++stop;
      if (stop - at >= kShortestHex) {
        for (std::size_t shift = 0; shift < 2; ++shift) {
          decoded_.clear();
          for (std::size_t i = at + shift; i + 2 <= stop; i += 2) {
            decoded_.push_back(static_cast<char>((digit(kHex, text_[i]) << 4U) | digit(kHex, text_[i + 1])));
          }
          readable_parts(decoded_, [&](std::string_view part) { found_({"hex", at, part}); });
        }
      }
      at = stop + 1;
    }
  }

  [[nodiscard]] std::size_t next_percent(std::size_t from) const noexcept {
    for (std::size_t at = text_.find('%', from); at != std::string_view::npos; at = text_.find('%', at + 1)) {
      if (is_escape(text_, at)) return at;
    }
    return std::string_view::npos;
  }

  static bool is_escape(std::string_view text, std::size_t at) noexcept {
    return at + 2 < text.size() && digit(kHex, text[at + 1]) != kNone && digit(kHex, text[at + 2]) != kNone;
  }

  void decode_percent(std::string_view token) {
    decoded_.clear();
    for (std::size_t i = 0; i < token.size(); ++i) {
      if (token[i] == '%' && is_escape(token, i)) {
        decoded_.push_back(static_cast<char>((digit(kHex, token[i + 1]) << 4U) | digit(kHex, token[i + 2])));
        i += 2;
      } else {
        decoded_.push_back(token[i]);
      }
    }
  }

  std::string_view text_;
  std::size_t first_;
  std::size_t limit_;
  const std::function<void(const Encoded&)>& found_;
  std::string decoded_;
};

}  // namespace

void find_encoded(std::string_view text, std::size_t first, std::size_t limit,
                  const std::function<void(const Encoded&)>& found) {
  Search search(text, first, limit, found);
  search.runs();
  search.percent();
}

}  // namespace cfy::scan
