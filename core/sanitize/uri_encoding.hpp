#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

// Percent-encoding (RFC 3986 section 2) as URI templates need it.
namespace cfy::sanitize::uri {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

constexpr bool is_alpha(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

constexpr bool is_hex_digit(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

constexpr bool is_unreserved(char c) noexcept {
  return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

constexpr bool is_reserved(char c) noexcept {
  return std::string_view(":/?#[]@!$&'()*+,;=").find(c) != std::string_view::npos;
}

// Whether a triplet `%XX` stands at `at`.
constexpr bool is_triplet_at(std::string_view text, std::size_t at) noexcept {
  return at + 2 < text.size() && text[at] == '%' && is_hex_digit(text[at + 1]) && is_hex_digit(text[at + 2]);
}

enum class Keep : bool {
  unreserved,             // everything else is encoded
  reserved_and_triplets,  // reserved characters and what is encoded already stay as well
};

// is_unreserved() of every byte.
constexpr std::array<bool, 256> kUnreserved = [] {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0; byte < 128; ++byte) table[byte] = is_unreserved(static_cast<char>(byte));
  return table;
}();

// Says whether `text` is ASCII alone.
inline bool append_encoded(std::string& out, std::string_view text, Keep keep) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const std::size_t before = out.size();
  // Room for the worst case is made once, instead of asking for each character.
  out.resize(before + 3 * text.size());
  char* to = out.data() + before;
  unsigned char bits = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    bits = static_cast<unsigned char>(bits | byte);
    if (kUnreserved[byte] || (keep == Keep::reserved_and_triplets && (is_reserved(c) || is_triplet_at(text, at)))) {
      *to++ = c;
    } else {
      *to++ = '%';
      *to++ = kHex[byte >> 4U];
      *to++ = kHex[byte & 0xFU];
    }
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
  return bits < 0x80;
}

}  // namespace cfy::sanitize::uri
