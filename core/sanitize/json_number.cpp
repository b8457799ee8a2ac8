#include "sanitize/json_number.hpp"

#include <cmath>
#include <concepts>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

namespace cfy::sanitize {
namespace {

namespace dom = simdjson::dom;
using nlohmann::json;

std::partial_ordering order(double a, double b) noexcept { return a <=> b; }

template <std::integral A, std::integral B>
std::partial_ordering order(A a, B b) noexcept {
  if (std::cmp_less(a, b)) return std::partial_ordering::less;
  return std::cmp_less(b, a) ? std::partial_ordering::greater : std::partial_ordering::equivalent;
}

template <std::integral A>
std::partial_ordering order(A a, double b) noexcept {
  // 2^63 or 2^64: the first double above A's range, which numeric_limits<A>::max() may not convert to exactly.
  const double above = std::ldexp(1.0, std::numeric_limits<A>::digits);
  if (b >= above) return std::partial_ordering::less;
  if (b < static_cast<double>(std::numeric_limits<A>::min())) return std::partial_ordering::greater;
  const double whole = std::floor(b);
  const auto ordering = order(a, static_cast<A>(whole));
  return std::is_eq(ordering) && b > whole ? std::partial_ordering::less : ordering;
}

template <std::integral B>
std::partial_ordering order(double a, B b) noexcept {
  const auto reversed = order(b, a);
  if (std::is_eq(reversed)) return reversed;
  return std::is_lt(reversed) ? std::partial_ordering::greater : std::partial_ordering::less;
}

bool equal_arrays(const json& a, dom::array b) {
  auto expected = a.begin();
  for (const dom::element item : b) {
    if (expected == a.end() || !equal(*expected, item)) return false;
    ++expected;
  }
  return expected == a.end();
}

bool equal_objects(const json& a, dom::object b) {
  std::size_t count = 0;
  for (const dom::key_value_pair field : b) {
    const auto expected = a.find(field.key);
    if (expected == a.end() || !equal(*expected, field.value)) return false;
    ++count;
  }
  return count == a.size();
}

}  // namespace

JsonNumber number_of(dom::element value) {
  switch (value.type()) {
    case dom::element_type::INT64: return std::int64_t(value);
    case dom::element_type::UINT64: return std::uint64_t(value);
    default: return double(value);
  }
}

JsonNumber number_of(const json& value) {
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (value.is_number_integer()) return value.get<std::int64_t>();
  return value.get<double>();
}

std::partial_ordering compare(const JsonNumber& a, const JsonNumber& b) {
  return std::visit([](auto x, auto y) { return order(x, y); }, a, b);
}

bool is_integer(const JsonNumber& number) noexcept {
  const auto* value = std::get_if<double>(&number);
  return value == nullptr || std::trunc(*value) == *value;
}

bool equal(const json& a, dom::element b) {
  switch (b.type()) {
    case dom::element_type::NULL_VALUE: return a.is_null();
    case dom::element_type::BOOL: return a.is_boolean() && a.get<bool>() == bool(b);
    case dom::element_type::STRING: return a.is_string() && a.get_ref<const std::string&>() == std::string_view(b);
    case dom::element_type::ARRAY: return a.is_array() && equal_arrays(a, dom::array(b));
    case dom::element_type::OBJECT: return a.is_object() && equal_objects(a, dom::object(b));
    default: return a.is_number() && std::is_eq(compare(number_of(a), number_of(b)));
  }
}

}  // namespace cfy::sanitize
