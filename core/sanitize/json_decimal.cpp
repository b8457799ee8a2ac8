#include "sanitize/json_decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace cfy::sanitize {
namespace {

// A remainder below this can take one more digit without overflow.
constexpr std::size_t kDigitsOfSmallDivisor = 18;

std::uint64_t small_number(std::string_view digits) noexcept {
  std::uint64_t value = 0;
  for (const char digit : digits) value = value * 10 + static_cast<std::uint64_t>(digit - '0');
  return value;
}

bool divides(std::uint64_t divisor, std::string_view digits, std::int64_t zeros) noexcept {
  std::uint64_t rest = 0;
  for (const char digit : digits) rest = (rest * 10 + static_cast<std::uint64_t>(digit - '0')) % divisor;
  for (; zeros > 0 && rest != 0; --zeros) rest = rest * 10 % divisor;
  return rest == 0;
}

// Both without leading zeros.
bool is_below(std::string_view a, std::string_view b) noexcept {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

// a -= b, where b is not greater.
void subtract(std::string& a, std::string_view b) {
  int borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    char& digit = a[a.size() - 1 - i];
    int value = digit - borrow - (i < b.size() ? b[b.size() - 1 - i] - '0' : 0);
    borrow = value < '0' ? 1 : 0;
    if (borrow != 0) value += 10;
    digit = static_cast<char>(value);
  }
  a.erase(0, std::min(a.find_first_not_of('0'), a.size()));
}

// Long division as on paper, for divisors that no machine type holds.
bool divides(std::string_view divisor, std::string_view digits, std::int64_t zeros) {
  std::string rest;
  const auto take = [&](char digit) {
    if (!rest.empty() || digit != '0') rest += digit;
    while (!is_below(rest, divisor)) subtract(rest, divisor);
  };
  for (const char digit : digits) take(digit);
  for (; zeros > 0 && !rest.empty(); --zeros) take('0');
  return rest.empty();
}

template <class Number>
std::string written(Number number) {
  std::array<char, 64> text;
  const auto result = std::to_chars(text.data(), text.data() + text.size(), number);
  return {text.data(), result.ptr};
}

}  // namespace

Decimal::Decimal(std::string_view text) {
  negative_ = text.starts_with('-');
  const std::size_t mark = std::min(text.find_first_of("eE"), text.size());
  if (mark + 1 < text.size()) {
    std::string_view power = text.substr(mark + 1);
    if (power.front() == '+') power.remove_prefix(1);
    // What is too long for the type is no number that any JSON reader here lets through.
    std::from_chars(power.data(), power.data() + power.size(), exponent_);
  }
  bool fraction = false;
  for (const char c : text.substr(0, mark)) {
    if (c == '.') fraction = true;
    if (c < '0' || c > '9') continue;
    if (!digits_.empty() || c != '0') digits_ += c;
    if (fraction) --exponent_;
  }
  while (!digits_.empty() && digits_.back() == '0') {
    digits_.pop_back();
    ++exponent_;
  }
  if (digits_.empty()) {
    exponent_ = 0;
    negative_ = false;
  }
}

Decimal::Decimal(std::int64_t value) : Decimal(written(value)) {}
Decimal::Decimal(std::uint64_t value) : Decimal(written(value)) {}
Decimal::Decimal(double value) : Decimal(written(value)) {}

bool Decimal::is_multiple_of(const Decimal& divisor) const {
  if (is_zero()) return true;
  const std::int64_t zeros = exponent_ - divisor.exponent_;
  // The divisor ends in zeros where the number ends in another digit.
  if (zeros < 0) return false;
  if (divisor.digits_.size() <= kDigitsOfSmallDivisor) return divides(small_number(divisor.digits_), digits_, zeros);
  return divides(std::string_view(divisor.digits_), digits_, zeros);
}

std::string Decimal::canonical() const { return (negative_ ? "-" : "") + digits_ + "e" + std::to_string(exponent_); }

std::strong_ordering Decimal::compare_size(const Decimal& other) const {
  if (is_zero() || other.is_zero()) return !is_zero() <=> !other.is_zero();
  const auto top = static_cast<std::int64_t>(digits_.size()) + exponent_;
  const auto other_top = static_cast<std::int64_t>(other.digits_.size()) + other.exponent_;
  // Without zeros at the end, the longer of two that begin alike is the greater, as strings have it.
  return top != other_top ? top <=> other_top : digits_.compare(other.digits_) <=> 0;
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  if (negative_ != other.negative_) return negative_ ? std::strong_ordering::less : std::strong_ordering::greater;
  return negative_ ? other.compare_size(*this) : compare_size(other);
}

}  // namespace cfy::sanitize
