#include "managers/crc32c.hpp"

namespace cfy::managers {

// Bit by bit: a secret is short.
std::uint32_t crc32c(std::string_view bytes) noexcept {
  constexpr std::uint32_t kPolynomial = 0x82F63B78U;
  std::uint32_t sum = ~std::uint32_t{0};
  for (const char byte : bytes) {
    sum ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? kPolynomial : 0U);
  }
  return ~sum;
}

}  // namespace cfy::managers
