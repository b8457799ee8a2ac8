#include "sanitize/address_rules.hpp"

#include "sanitize/address_class.hpp"

namespace cfy::sanitize {
namespace {

std::string_view rule_of(AddressClass address_class) noexcept {
  switch (address_class) {
    case AddressClass::global: return {};
    case AddressClass::loopback:
    case AddressClass::unspecified: return "loopback_address";  // which reaches this machine on many systems
    case AddressClass::private_use: return "private_address";
    case AddressClass::link_local: return "link_local_address";
    case AddressClass::metadata: return "metadata_address";
    case AddressClass::multicast:
    case AddressClass::reserved: break;
  }
  return "reserved_address";
}

}  // namespace

std::string_view address_rule(const Ipv4& address) noexcept { return rule_of(classify_address(address)); }

std::string_view address_rule(const Ipv6& address) noexcept {
  return carries_ipv4(address) ? "embedded_address" : rule_of(classify_address(address));
}

}  // namespace cfy::sanitize
