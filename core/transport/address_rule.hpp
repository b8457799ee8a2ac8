#pragma once

#include <cstdint>
#include <span>
#include <string_view>

struct sockaddr;

namespace cfy::transport {

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
// Of a socket's address; anything but IPv4 and IPv6 is `reserved`.
AddressClass classify_address(const sockaddr& address) noexcept;

// Where a request may connect to, by the address itself: what a name resolves to when the connection is made, so that
// neither an odd spelling nor a name that changes its mind gets round it.
enum class AddressRule {
  any,          // the caller named the host
  public_only,  // someone else named it: a server, a document, a user of the caller's
};

}  // namespace cfy::transport
