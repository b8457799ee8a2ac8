#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace cfy::sanitize {

// A decimal number of any size, without loss: sign, digits and a power of ten. For the numbers that no machine type
// holds, and for what binary fractions get wrong (0.3 is a multiple of 0.1).
class Decimal {
 public:
  Decimal() = default;
  // `text` is a number as JSON writes it.
  explicit Decimal(std::string_view text);
  explicit Decimal(std::int64_t value);
  explicit Decimal(std::uint64_t value);
  // The shortest decimal that reads back as `value`, which is finite: what its writer meant.
  explicit Decimal(double value);

  [[nodiscard]] bool is_zero() const noexcept { return digits_.empty(); }
  [[nodiscard]] bool is_integer() const noexcept { return exponent_ >= 0; }
  [[nodiscard]] bool is_positive() const noexcept { return !negative_ && !is_zero(); }

  // Whether it is a whole number of times `divisor`, which is not 0.
  [[nodiscard]] bool is_multiple_of(const Decimal& divisor) const;

  // The same text for equal numbers, and for them alone.
  [[nodiscard]] std::string canonical() const;

  std::strong_ordering operator<=>(const Decimal& other) const;
  bool operator==(const Decimal& other) const = default;

 private:
  std::strong_ordering compare_size(const Decimal& other) const;

  bool negative_ = false;
  std::string digits_;         // as values 0 to 9 written in ASCII, without zeros at either end; empty: 0
  std::int64_t exponent_ = 0;  // of ten, for the last digit; 0 if there is none
};

}  // namespace cfy::sanitize
