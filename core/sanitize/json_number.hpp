#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <variant>

#include <nlohmann/json_fwd.hpp>

#include "sanitize/json_decimal.hpp"
#include "sanitize/simdjson_fwd.hpp"

namespace cfy::sanitize {

// A JSON number as it was parsed, without loss.
using JsonNumber = std::variant<std::int64_t, std::uint64_t, double, Decimal>;

// nlohmann's JSON as read_exact_json() gives it: a number that would lose something in a machine type is of the type
// `binary`, which no JSON text has, and holds its own text.
bool is_number(const nlohmann::json& value) noexcept;

// Both must be numbers.
JsonNumber number_of(simdjson::dom::element value);
JsonNumber number_of(const nlohmann::json& value);

// By value over all types, exactly: 2^53 + 1 is greater than 2^53 as a double.
std::partial_ordering compare(const JsonNumber& a, const JsonNumber& b);

// Whether it has no fraction: JSON Schema's `integer`, which 1.0 is too.
bool is_integer(const JsonNumber& number) noexcept;

Decimal decimal_of(const JsonNumber& number);

// `divisor` is not 0. In decimals, as both were written.
bool is_multiple_of(const JsonNumber& number, const JsonNumber& divisor);

// Equality as JSON Schema defines it (section 4.2.2): numbers by value, objects without order.
bool equal(const nlohmann::json& a, simdjson::dom::element b);
bool equal(const nlohmann::json& a, const nlohmann::json& b);

// A text that equal values share, and they alone.
std::string canonical(simdjson::dom::element value);
std::string canonical(const nlohmann::json& value);

}  // namespace cfy::sanitize
