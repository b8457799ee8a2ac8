#pragma once

#include <cstdint>
#include <string_view>

namespace cfy::sanitize {

// The formats that JSON Schema 2020-12 names (validation, section 7.3), all asserted in full.
using Format = bool (*)(std::string_view text);

// nullptr: there is no such format.
Format find_format(std::string_view name) noexcept;

// The formats that others are made of; valid UTF-8 goes in.
bool is_ipv4(std::string_view text) noexcept;                   // RFC 2673 section 3.2: four decimal numbers
bool is_ipv6(std::string_view text) noexcept;                   // RFC 4291 section 2.2, without a zone
bool is_hostname(std::string_view text);                        // RFC 1123 section 2.1; A-labels are checked
bool is_idn_hostname(std::string_view text);                    // RFC 5890 section 2.3.2.3
bool is_email(std::string_view text);                           // RFC 5321 section 4.1.2, Mailbox
bool is_idn_email(std::string_view text);                       // RFC 6531
bool is_date(std::string_view text) noexcept;                   // RFC 3339 full-date
bool is_time(std::string_view text) noexcept;                   // RFC 3339 full-time
bool is_duration(std::string_view text) noexcept;               // RFC 3339 appendix A
bool is_uuid(std::string_view text) noexcept;                   // RFC 4122, hexadecimal of either case
bool is_json_pointer(std::string_view text) noexcept;           // RFC 6901
bool is_relative_json_pointer(std::string_view text) noexcept;  // draft-bhutton-relative-json-pointer-00

}  // namespace cfy::sanitize
