#include "sanitize/date_time.hpp"

#include <array>
#include <cstddef>

namespace cfy::sanitize {
namespace {

constexpr int kMinutesPerDay = 24 * 60;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Reads the parts of a date-time in order; once one is not there, everything after it fails too.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  int number(std::size_t digits) noexcept {
    int value = 0;
    for (; digits > 0; --digits) {
      if (rest_.empty() || !is_digit(rest_.front())) {
        good_ = false;
        return 0;
      }
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }

  bool take(char wanted) noexcept {
    const bool there = !rest_.empty() && rest_.front() == wanted;
    if (there) rest_.remove_prefix(1);
    return there;
  }

  void expect(char wanted) noexcept { good_ = take(wanted) && good_; }

  // Letters may be small (section 5.6, the note).
  bool take_letter(char capital) noexcept { return take(capital) || take(static_cast<char>(capital - 'A' + 'a')); }

  void expect_letter(char capital) noexcept { good_ = take_letter(capital) && good_; }

  void fraction() noexcept {
    number(1);
    while (!rest_.empty() && is_digit(rest_.front())) rest_.remove_prefix(1);
  }

  [[nodiscard]] bool finished() const noexcept { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

bool is_day(int year, int month, int day) noexcept {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return false;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day >= 1 && day <= kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

}  // namespace

bool is_rfc3339_date_time(std::string_view text) noexcept {
  Reader reader(text);
  const int year = reader.number(4);
  reader.expect('-');
  const int month = reader.number(2);
  reader.expect('-');
  const int day = reader.number(2);
  reader.expect_letter('T');
  const int hour = reader.number(2);
  reader.expect(':');
  const int minute = reader.number(2);
  reader.expect(':');
  const int second = reader.number(2);
  if (reader.take('.')) reader.fraction();

  int offset = 0;
  if (!reader.take_letter('Z')) {
    const int sign = reader.take('-') ? -1 : 1;
    if (sign > 0) reader.expect('+');
    const int offset_hour = reader.number(2);
    reader.expect(':');
    const int offset_minute = reader.number(2);
    if (offset_hour > 23 || offset_minute > 59) return false;
    offset = sign * (offset_hour * 60 + offset_minute);
  }
  if (!reader.finished() || !is_day(year, month, day) || hour > 23 || minute > 59) return false;
  if (second < 60) return true;
  const int utc_minute = (hour * 60 + minute - offset + 2 * kMinutesPerDay) % kMinutesPerDay;
  return second == 60 && utc_minute == kMinutesPerDay - 1;
}

}  // namespace cfy::sanitize
