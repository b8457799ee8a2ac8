#pragma once

#include "sanitize/address_class.hpp"

struct sockaddr;

namespace cfy::transport {

using sanitize::AddressClass;

// Of a socket's address; anything but IPv4 and IPv6 is `reserved`.
AddressClass classify_address(const sockaddr& address) noexcept;

// Where a request may connect to, by the address itself: what a name resolves to when the connection is made, so that
// neither an odd spelling nor a name that changes its mind gets round it.
enum class AddressRule {
  any,          // the caller named the host
  public_only,  // someone else named it: a server, a document, a user of the caller's
  // A cloud's metadata service, or its agent on this machine's loopback: over plain http, since they have no TLS, by no
  // proxy, and to no other address whatever the name resolves to (docs/decisions/0030-plain-http-metadata.md).
  metadata_only,
};

}  // namespace cfy::transport
