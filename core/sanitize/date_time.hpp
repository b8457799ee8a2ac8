#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cfy::sanitize {

// Whether `text` is a date-time of RFC 3339 section 5.6, with days that exist. A leap second is taken where UTC may
// have one: 23:59:60 once the offset is applied.
bool is_rfc3339_date_time(std::string_view text) noexcept;

// The Unix time of such a date-time, its fraction cut off; nullopt if it is none.
std::optional<std::int64_t> unix_seconds_of(std::string_view text) noexcept;

// `2025-06-01T12:00:00Z`: a Unix time from the year 0 to 9999 as a date-time in UTC.
std::string date_time_text(std::int64_t unix_seconds);

}  // namespace cfy::sanitize
