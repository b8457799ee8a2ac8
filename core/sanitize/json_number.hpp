#pragma once

#include <compare>
#include <cstdint>
#include <variant>

#include <simdjson.h>
#include <nlohmann/json_fwd.hpp>

namespace cfy::sanitize {

// A JSON number as it was parsed, without loss.
using JsonNumber = std::variant<std::int64_t, std::uint64_t, double>;

// Both must be numbers.
JsonNumber number_of(simdjson::dom::element value);
JsonNumber number_of(const nlohmann::json& value);

// By value over all three types, exactly: 2^53 + 1 is greater than 2^53 as a double.
std::partial_ordering compare(const JsonNumber& a, const JsonNumber& b);

// Whether it has no fraction: JSON Schema's `integer`, which 1.0 is too.
bool is_integer(const JsonNumber& number) noexcept;

// Equality as JSON Schema defines it (section 4.2.2): numbers by value, objects without order.
bool equal(const nlohmann::json& a, simdjson::dom::element b);

}  // namespace cfy::sanitize
