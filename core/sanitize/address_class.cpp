#include "sanitize/address_class.hpp"

#include <algorithm>
#include <array>

namespace cfy::sanitize {
namespace {

using Bytes = std::span<const std::uint8_t>;

// A prefix of an address, and what everything under it is.
struct Block {
  std::array<std::uint8_t, 16> prefix;
  unsigned bits;
  AddressClass address_class;
};

bool is_under(Bytes bytes, const Block& block) noexcept {
  const std::size_t whole = block.bits / 8;
  if (!std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(whole), block.prefix.begin()))
    return false;
  const unsigned rest = block.bits % 8;
  if (rest == 0) return true;
  const unsigned mask = 0xFFU << (8 - rest);
  return ((bytes[whole] ^ block.prefix[whole]) & mask) == 0;
}

template <std::size_t Count>
AddressClass first_match(Bytes bytes, const std::array<Block, Count>& blocks, AddressClass otherwise) noexcept {
  const auto found =
      std::find_if(blocks.begin(), blocks.end(), [bytes](const Block& block) { return is_under(bytes, block); });
  return found == blocks.end() ? otherwise : found->address_class;
}

// IANA's registry of special-purpose addresses, the narrower blocks first; and the clouds' metadata services.
constexpr std::array<Block, 21> kIpv4Blocks{{
    {{169, 254, 169, 254}, 32, AddressClass::metadata},  // AWS, Azure, Google and most others
    {{169, 254, 170}, 24, AddressClass::metadata},       // AWS, of a container
    {{100, 100, 100, 200}, 32, AddressClass::metadata},  // Alibaba
    {{192, 0, 0, 192}, 32, AddressClass::metadata},      // Oracle
    {{168, 63, 129, 16}, 32, AddressClass::metadata},    // Azure's wire server
    {{0}, 8, AddressClass::unspecified},
    {{10}, 8, AddressClass::private_use},
    {{100, 64}, 10, AddressClass::private_use},
    {{127}, 8, AddressClass::loopback},
    {{169, 254}, 16, AddressClass::link_local},
    {{172, 16}, 12, AddressClass::private_use},
    {{192, 0, 0}, 24, AddressClass::reserved},
    {{192, 0, 2}, 24, AddressClass::reserved},
    {{192, 31, 196}, 24, AddressClass::reserved},
    {{192, 88, 99}, 24, AddressClass::reserved},
    {{192, 168}, 16, AddressClass::private_use},
    {{192, 175, 48}, 24, AddressClass::reserved},
    {{198, 18}, 15, AddressClass::reserved},
    {{198, 51, 100}, 24, AddressClass::reserved},
    {{203, 0, 113}, 24, AddressClass::reserved},
    {{224}, 4, AddressClass::multicast},
}};
constexpr Block kBroadcast{{255, 255, 255, 255}, 32, AddressClass::multicast};
constexpr Block kFutureUse{{240}, 4, AddressClass::reserved};

AddressClass classify_ipv4(Bytes bytes) noexcept {
  if (is_under(bytes, kBroadcast)) return kBroadcast.address_class;
  if (is_under(bytes, kFutureUse)) return kFutureUse.address_class;
  return first_match(bytes, kIpv4Blocks, AddressClass::global);
}

// Where in an IPv6 address of that prefix an IPv4 one stands.
struct Carrier {
  Block block;
  std::size_t at;
};
constexpr std::array<Carrier, 4> kCarriers{{
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96, {}}, 12},        // mapped
    {{{0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0}, 96, {}}, 12},  // NAT64, RFC 6052
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0}, 96, {}}, 12},        // translated, RFC 2765
    {{{0x20, 0x02}, 16, {}}, 2},                                       // 6to4
}};
constexpr std::array<Block, 13> kIpv6Blocks{{
    {{0xFD, 0x00, 0x0E, 0xC2}, 32, AddressClass::metadata},  // AWS
    {{0xFD, 0x20, 0x00, 0xCE}, 32, AddressClass::metadata},  // Google
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 128, AddressClass::unspecified},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, AddressClass::loopback},
    {{0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01}, 48, AddressClass::private_use},  // NAT64 of a network's own, RFC 8215
    {{0x20, 0x01, 0x0D, 0xB8}, 32, AddressClass::reserved},                 // documentation
    {{0x20, 0x01, 0x00}, 23, AddressClass::reserved},                       // protocols, Teredo among them
    {{0x3F, 0xFF, 0x00}, 20, AddressClass::reserved},                       // documentation
    {{0xFC}, 7, AddressClass::private_use},
    {{0xFE, 0x80}, 10, AddressClass::link_local},
    {{0xFE, 0xC0}, 10, AddressClass::private_use},  // site local, given up
    {{0xFF}, 8, AddressClass::multicast},
    {{0x20}, 3, AddressClass::global},
}};
constexpr Block kCompatible{{}, 96, {}};

AddressClass classify_ipv6(Bytes bytes) noexcept {
  for (const Carrier& carrier : kCarriers) {
    if (is_under(bytes, carrier.block)) return classify_ipv4(bytes.subspan(carrier.at, 4));
  }
  // Only 2000::/3 is given out for the public network.
  const AddressClass found = first_match(bytes, kIpv6Blocks, AddressClass::reserved);
  if (found == AddressClass::reserved && is_under(bytes, kCompatible)) return classify_ipv4(bytes.subspan(12, 4));
  return found;
}

}  // namespace

std::string_view address_class_name(AddressClass address_class) noexcept {
  switch (address_class) {
    case AddressClass::global: return "global";
    case AddressClass::loopback: return "loopback";
    case AddressClass::private_use: return "private_use";
    case AddressClass::link_local: return "link_local";
    case AddressClass::metadata: return "metadata";
    case AddressClass::multicast: return "multicast";
    case AddressClass::unspecified: return "unspecified";
    case AddressClass::reserved: break;
  }
  return "reserved";
}

AddressClass classify_address(Bytes bytes) noexcept {
  if (bytes.size() == 4) return classify_ipv4(bytes);
  if (bytes.size() == 16) return classify_ipv6(bytes);
  return AddressClass::reserved;
}

bool carries_ipv4(Bytes bytes) noexcept {
  constexpr std::array<Block, 5> kForms{{
      {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96, {}},  // mapped
      {{}, 64, {}},                                          // compatible and translated
      {{0x00, 0x64, 0xFF, 0x9B}, 32, {}},                    // NAT64, of all or of a network's own
      {{0x20, 0x02}, 16, {}},                                // 6to4
      {{0x20, 0x01, 0x00, 0x00}, 32, {}},                    // Teredo
  }};
  if (bytes.size() != 16) return false;
  const AddressClass own = first_match(bytes, kIpv6Blocks, AddressClass::reserved);
  if (own == AddressClass::unspecified || own == AddressClass::loopback) return false;
  return std::any_of(kForms.begin(), kForms.end(), [bytes](const Block& form) { return is_under(bytes, form); });
}

}  // namespace cfy::sanitize
