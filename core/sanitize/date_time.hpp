#pragma once

#include <string_view>

namespace cfy::sanitize {

// Whether `text` is a date-time of RFC 3339 section 5.6, with days that exist. A leap second is taken where UTC may
// have one: 23:59:60 once the offset is applied.
bool is_rfc3339_date_time(std::string_view text) noexcept;

}  // namespace cfy::sanitize
