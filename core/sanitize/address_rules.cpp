#include "sanitize/address_rules.hpp"

#include <algorithm>
#include <cstddef>

namespace cfy::sanitize {
namespace {

template <std::size_t Size>
struct Block {
  std::array<std::uint8_t, Size> prefix;
  unsigned bits;
  std::string_view rule;
};

template <std::size_t Size>
bool holds(const Block<Size>& block, const std::array<std::uint8_t, Size>& address) noexcept {
  for (std::size_t at = 0; at < Size && at * 8 < block.bits; ++at) {
    const unsigned bits = std::min(8U, block.bits - static_cast<unsigned>(at) * 8);
    const unsigned mask = 0xFFU << (8U - bits) & 0xFFU;
    if ((address[at] & mask) != (block.prefix[at] & mask)) return false;
  }
  return true;
}

template <std::size_t Size, std::size_t Count>
std::string_view rule_of(const std::array<Block<Size>, Count>& blocks,
                         const std::array<std::uint8_t, Size>& address) noexcept {
  for (const Block<Size>& block : blocks) {
    if (holds(block, address)) return block.rule;
  }
  return {};
}

// The narrow ones come before what holds them.
constexpr std::array<Block<4>, 21> kIpv4Blocks = {{
    {{169, 254, 169, 254}, 32, "metadata_address"},
    {{169, 254, 170, 0}, 24, "metadata_address"},    // containers' credentials
    {{100, 100, 100, 200}, 32, "metadata_address"},  // Alibaba Cloud
    {{168, 63, 129, 16}, 32, "metadata_address"},    // Azure
    {{192, 0, 0, 192}, 32, "metadata_address"},      // Oracle Cloud
    {{0, 0, 0, 0}, 8, "loopback_address"},           // reaches this machine on many systems
    {{127, 0, 0, 0}, 8, "loopback_address"},
    {{10, 0, 0, 0}, 8, "private_address"},
    {{172, 16, 0, 0}, 12, "private_address"},
    {{192, 168, 0, 0}, 16, "private_address"},
    {{100, 64, 0, 0}, 10, "private_address"},  // shared by a carrier's customers
    {{169, 254, 0, 0}, 16, "link_local_address"},
    {{192, 0, 0, 0}, 24, "reserved_address"},
    {{192, 0, 2, 0}, 24, "reserved_address"},
    {{192, 31, 196, 0}, 24, "reserved_address"},
    {{192, 88, 99, 0}, 24, "reserved_address"},
    {{192, 175, 48, 0}, 24, "reserved_address"},
    {{198, 18, 0, 0}, 15, "reserved_address"},
    {{198, 51, 100, 0}, 24, "reserved_address"},
    {{203, 0, 113, 0}, 24, "reserved_address"},
    {{224, 0, 0, 0}, 3, "reserved_address"},  // multicast and above
}};

constexpr std::array<Block<16>, 14> kIpv6Blocks = {{
    {{0xFD, 0x00, 0x0E, 0xC2}, 32, "metadata_address"},  // AWS
    {{0xFD, 0x20, 0x00, 0xCE}, 32, "metadata_address"},  // Google Cloud
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, "loopback_address"},
    {{}, 128, "loopback_address"},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96, "embedded_address"},
    {{}, 64, "embedded_address"},                        // IPv4-compatible and -translated
    {{0x00, 0x64, 0xFF, 0x9B}, 32, "embedded_address"},  // NAT64
    {{0x20, 0x02}, 16, "embedded_address"},              // 6to4
    {{0x20, 0x01, 0x00, 0x00}, 32, "embedded_address"},  // Teredo
    {{0xFC}, 7, "private_address"},
    {{0xFE, 0x80}, 10, "link_local_address"},
    {{0x20, 0x01, 0x00}, 23, "reserved_address"},
    {{0x20, 0x01, 0x0D, 0xB8}, 32, "reserved_address"},
    {{0x3F, 0xFF, 0x00}, 20, "reserved_address"},
}};

constexpr Block<16> kGlobalUnicast = {{0x20}, 3, {}};

}  // namespace

std::string_view address_rule(const Ipv4& address) noexcept { return rule_of(kIpv4Blocks, address); }

std::string_view address_rule(const Ipv6& address) noexcept {
  const std::string_view rule = rule_of(kIpv6Blocks, address);
  if (!rule.empty()) return rule;
  return holds(kGlobalUnicast, address) ? std::string_view() : "reserved_address";
}

}  // namespace cfy::sanitize
