#pragma once

#include <array>
#include <cstdint>
#include <string_view>

// Which addresses belong to the public network. The rest lead to this machine, its neighbours, or what a cloud keeps
// for its own, and are no place to send a request that somebody else asked for.
namespace cfy::sanitize {

using Ipv4 = std::array<std::uint8_t, 4>;
using Ipv6 = std::array<std::uint8_t, 16>;

// The rule that an address breaks; empty if it is public. Rules: loopback_address, private_address,
// link_local_address, metadata_address, embedded_address (an IPv4 address inside an IPv6 one: mapped, NAT64, 6to4,
// Teredo), reserved_address (all else that IANA's special-purpose registries or multicast take).
std::string_view address_rule(const Ipv4& address) noexcept;
std::string_view address_rule(const Ipv6& address) noexcept;

}  // namespace cfy::sanitize
