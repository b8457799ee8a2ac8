#include "transport/address_rule.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

namespace cfy::transport {

AddressClass classify_address(const sockaddr& address) noexcept {
  if (address.sa_family == AF_INET) {
    const auto& internet = reinterpret_cast<const sockaddr_in&>(address);
    return sanitize::classify_address({reinterpret_cast<const std::uint8_t*>(&internet.sin_addr), 4});
  }
  if (address.sa_family == AF_INET6) {
    return sanitize::classify_address({reinterpret_cast<const sockaddr_in6&>(address).sin6_addr.s6_addr, 16});
  }
  return AddressClass::reserved;
}

}  // namespace cfy::transport
