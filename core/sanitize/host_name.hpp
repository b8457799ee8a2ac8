#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cfy::sanitize {

// What is wrong with a part of a text: a rule's name and how its message goes on. No rule: nothing.
struct HostFault {
  std::string_view rule;
  std::string_view reason;
};

// Whether `host` (a name in any script, an IPv4 address, or an IPv6 address in brackets) may be the host of a public
// service. Names are judged by UTS #46 without its transitional part, with STD3 rules and all errors kept; addresses by
// address_rules.hpp, in their canonical text form alone. Rules: host, idna, local_name, numeric_address, and those of
// addresses. Fails (internal) where ICU's data is missing.
Result<HostFault> host_fault(std::string_view host);

// The same for the domain of an email address: a name with at least two labels, never an address.
Result<HostFault> mail_domain_fault(std::string_view domain);

}  // namespace cfy::sanitize
