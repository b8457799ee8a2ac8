#include "sanitize/json_number.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <simdjson.h>
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

std::partial_ordering order(const Decimal& a, const Decimal& b) { return a <=> b; }

template <class A>
std::partial_ordering order(const A& a, const Decimal& b) {
  return Decimal(a) <=> b;
}

template <class B>
std::partial_ordering order(const Decimal& a, const B& b) {
  return a <=> Decimal(b);
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

void append_text(std::string& out, std::string_view text) {
  out.append(std::to_string(text.size())).append(":").append(text);
}

void append_members(std::string& out, std::vector<std::pair<std::string_view, std::string>>&& members) {
  std::sort(members.begin(), members.end());
  out += '{';
  for (const auto& [name, value] : members) {
    append_text(out, name);
    out += value;
  }
  out += '}';
}

}  // namespace

bool is_number(const json& value) noexcept { return value.is_number() || value.is_binary(); }

JsonNumber number_of(dom::element value) {
  switch (value.type()) {
    case dom::element_type::INT64: return std::int64_t(value);
    case dom::element_type::UINT64: return std::uint64_t(value);
    default: return double(value);
  }
}

JsonNumber number_of(const json& value) {
  if (value.is_binary()) {
    const auto& bytes = value.get_binary();
    return Decimal(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  }
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (value.is_number_integer()) return value.get<std::int64_t>();
  return value.get<double>();
}

std::partial_ordering compare(const JsonNumber& a, const JsonNumber& b) {
  return std::visit([](const auto& x, const auto& y) -> std::partial_ordering { return order(x, y); }, a, b);
}

bool is_integer(const JsonNumber& number) noexcept {
  if (const auto* decimal = std::get_if<Decimal>(&number)) return decimal->is_integer();
  const auto* value = std::get_if<double>(&number);
  return value == nullptr || std::trunc(*value) == *value;
}

Decimal decimal_of(const JsonNumber& number) {
  return std::visit([](const auto& value) { return Decimal(value); }, number);
}

bool is_multiple_of(const JsonNumber& number, const JsonNumber& divisor) {
  const auto* whole = std::get_if<std::int64_t>(&number);
  const auto* step = std::get_if<std::uint64_t>(&divisor);
  if (whole != nullptr && step != nullptr && *whole >= 0) return static_cast<std::uint64_t>(*whole) % *step == 0;
  return decimal_of(number).is_multiple_of(decimal_of(divisor));
}

bool equal(const json& a, dom::element b) {
  switch (b.type()) {
    case dom::element_type::NULL_VALUE: return a.is_null();
    case dom::element_type::BOOL: return a.is_boolean() && a.get<bool>() == bool(b);
    case dom::element_type::STRING: return a.is_string() && a.get_ref<const std::string&>() == std::string_view(b);
    case dom::element_type::ARRAY: return a.is_array() && equal_arrays(a, dom::array(b));
    case dom::element_type::OBJECT: return a.is_object() && equal_objects(a, dom::object(b));
    default: return is_number(a) && std::is_eq(compare(number_of(a), number_of(b)));
  }
}

bool equal(const json& a, const json& b) {
  if (is_number(a) || is_number(b)) {
    return is_number(a) && is_number(b) && std::is_eq(compare(number_of(a), number_of(b)));
  }
  if (a.type() != b.type() || a.size() != b.size()) return false;
  if (a.is_array()) return std::equal(a.begin(), a.end(), b.begin(), [](auto& x, auto& y) { return equal(x, y); });
  if (!a.is_object()) return a == b;
  for (auto field = a.begin(); field != a.end(); ++field) {
    const auto other = b.find(field.key());
    if (other == b.end() || !equal(*field, *other)) return false;
  }
  return true;
}

std::string canonical(dom::element value) {
  std::string out;
  switch (value.type()) {
    case dom::element_type::NULL_VALUE: return "n";
    case dom::element_type::BOOL: return bool(value) ? "t" : "f";
    case dom::element_type::STRING: append_text(out, std::string_view(value)); return out;
    case dom::element_type::ARRAY:
      out += '[';
      for (const dom::element item : dom::array(value)) out += canonical(item);
      return out + ']';
    case dom::element_type::OBJECT: {
      std::vector<std::pair<std::string_view, std::string>> members;
      for (const dom::key_value_pair field : dom::object(value))
        members.emplace_back(field.key, canonical(field.value));
      append_members(out, std::move(members));
      return out;
    }
    default: return "#" + decimal_of(number_of(value)).canonical() + ";";
  }
}

std::string canonical(const json& value) {
  std::string out;
  if (is_number(value)) return "#" + decimal_of(number_of(value)).canonical() + ";";
  if (value.is_null()) return "n";
  if (value.is_boolean()) return value.get<bool>() ? "t" : "f";
  if (value.is_string()) {
    append_text(out, value.get_ref<const std::string&>());
  } else if (value.is_array()) {
    out += '[';
    for (const json& item : value) out += canonical(item);
    out += ']';
  } else {
    std::vector<std::pair<std::string_view, std::string>> members;
    for (auto field = value.begin(); field != value.end(); ++field)
      members.emplace_back(field.key(), canonical(*field));
    append_members(out, std::move(members));
  }
  return out;
}

}  // namespace cfy::sanitize
