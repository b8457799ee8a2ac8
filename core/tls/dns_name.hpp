#pragma once

#include <string_view>

namespace cfy::tls {

// Whether it is a name of host names' letters: labels of 1 to 63 letters, digits, hyphens and underscores (which are in
// use, though no host name may have them), no hyphen at their ends, 253 characters in all, and no address.
bool is_dns_name(std::string_view text) noexcept;

// The same, or with `*` for the whole of the leftmost of three labels or more: one that covers a whole top-level domain
// can only be a mistake or an attack.
bool is_presented_dns_name(std::string_view text) noexcept;

// One mailbox: something, one @, a DNS name.
bool is_mailbox(std::string_view text) noexcept;

// Compares without regard to the case of ASCII letters.
bool is_same_ignoring_case(std::string_view one, std::string_view other) noexcept;

}  // namespace cfy::tls
