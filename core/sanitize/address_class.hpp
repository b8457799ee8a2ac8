#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace cfy::sanitize {

// What kind of address something is, for rules on where a connection may go.
enum class AddressClass {
  global,       // the public network
  loopback,     // this machine
  private_use,  // RFC 1918, RFC 4193 (unique local), RFC 6598 (shared)
  link_local,   // 169.254/16, fe80::/10
  metadata,     // where clouds tell a machine its credentials
  multicast,    // and broadcast
  unspecified,  // 0.0.0.0/8, ::
  reserved,     // documentation, benchmarks, future use, tunnels
};

std::string_view address_class_name(AddressClass address_class) noexcept;

// Of the 4 or 16 bytes of an address, in network order; any other number of them is `reserved`. An IPv6 address that
// carries an IPv4 one (mapped, compatible, NAT64 with both of its prefixes, 6to4) is of that one's class.
AddressClass classify_address(std::span<const std::uint8_t> bytes) noexcept;

// Whether an IPv6 address stands for an IPv4 one: mapped, compatible, translated, NAT64, 6to4 or Teredo.
bool carries_ipv4(std::span<const std::uint8_t> bytes) noexcept;

}  // namespace cfy::sanitize
