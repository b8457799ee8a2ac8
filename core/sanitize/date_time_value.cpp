// Between the texts of RFC 3339 and Unix time, in the calendar of <chrono>.
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "sanitize/date_time.hpp"

namespace cfy::sanitize {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// Digits at a place that is known to hold them.
int digits_at(std::string_view text, std::size_t place, std::size_t count) noexcept {
  int value = 0;
  std::from_chars(text.data() + place, text.data() + place + count, value);
  return value;
}

// What the offset at the end says, in seconds east of Greenwich.
std::int64_t offset_of(std::string_view text) noexcept {
  if (text.back() == 'Z' || text.back() == 'z') return 0;
  const std::size_t sign = text.size() - 6;
  const int seconds = (digits_at(text, sign + 1, 2) * 60 + digits_at(text, sign + 4, 2)) * 60;
  return text[sign] == '-' ? -seconds : seconds;
}

}  // namespace

std::optional<std::int64_t> unix_seconds_of(std::string_view text) noexcept {
  if (!is_rfc3339_date_time(text)) return std::nullopt;
  const year_month_day date(std::chrono::year(digits_at(text, 0, 4)),
                            std::chrono::month(static_cast<unsigned>(digits_at(text, 5, 2))),
                            std::chrono::day(static_cast<unsigned>(digits_at(text, 8, 2))));
  const std::int64_t day = sys_days(date).time_since_epoch().count();
  const std::int64_t time = (digits_at(text, 11, 2) * 60 + digits_at(text, 14, 2)) * 60 + digits_at(text, 17, 2);
  return day * 86400 + time - offset_of(text);
}

std::string date_time_text(std::int64_t unix_seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(unix_seconds)};
  const auto day = std::chrono::floor<days>(time);
  const year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 40> text{};
  const int size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ",
                                 static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                 static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                                 static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace cfy::sanitize
