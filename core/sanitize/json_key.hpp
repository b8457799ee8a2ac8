#pragma once

#include <cstdint>
#include <string_view>

namespace cfy::sanitize {

// What tells most keys apart at the price of one comparison of integers: size, first and last byte. Equal keys have
// equal shapes.
constexpr std::uint64_t key_shape(std::string_view key) noexcept {
  if (key.empty()) return 0;
  const auto first = static_cast<unsigned char>(key.front());
  const auto last = static_cast<unsigned char>(key.back());
  return std::uint64_t{key.size()} << 16U | std::uint64_t{first} << 8U | last;
}

}  // namespace cfy::sanitize
