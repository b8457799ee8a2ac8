#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"
#include "sanitize/json_guard.hpp"

namespace cfy::sanitize {

// As strict as JsonDocument, slower, and without its limit to numbers: one that would lose something in a 64-bit
// integer or a double is kept as its text (see json_number.hpp). Only what is beyond double's exponents is refused.
// Errors: as JsonDocument's.
Result<nlohmann::json> read_exact_json(std::string_view text, const JsonLimits& limits = {});

// Whether a number in `text` may have more digits than a double keeps. Never no where the answer is yes.
bool may_lose_digits(std::string_view text) noexcept;

}  // namespace cfy::sanitize
