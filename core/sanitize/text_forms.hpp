#pragma once

#include <string_view>

#include "base/result.hpp"

// The grammar of the profiles that have one. Each takes UTF-8 that breaks no rule of characters, and answers with a
// ValidationError for `field`.
namespace cfy::sanitize {

// https://host[:port][/path][?query][#fragment], without user information, to a public host (host_name.hpp).
// Rules: scheme, backslash, userinfo, port, percent_encoding, character_not_allowed, and those of hosts.
Result<void> check_url_form(std::string_view text, std::string_view field);

// name@domain: a dot-atom of RFC 5322 in ASCII of at most 64 bytes, and a domain that can be public. Rules: email,
// character_not_allowed, and those of hosts.
Result<void> check_email_form(std::string_view text, std::string_view field);

// Two or more words joined by dots: device.connected. Rules: event_type.
Result<void> check_event_type_form(std::string_view text, std::string_view field);

}  // namespace cfy::sanitize
