#include "sanitize/json_format.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "sanitize/date_time.hpp"
#include "sanitize/ecma_pattern.hpp"
#include "sanitize/uri_encoding.hpp"
#include "sanitize/uri_reference.hpp"
#include "sanitize/uri_template.hpp"

namespace cfy::sanitize {
namespace {

using uri::Alphabet;

bool is_date_time(std::string_view text) { return is_rfc3339_date_time(text); }
bool is_uri(std::string_view text) { return uri::is_absolute(text, Alphabet::ascii); }
bool is_uri_reference(std::string_view text) { return uri::is_reference(text, Alphabet::ascii); }
bool is_iri(std::string_view text) { return uri::is_absolute(text, Alphabet::unicode); }
bool is_iri_reference(std::string_view text) { return uri::is_reference(text, Alphabet::unicode); }
bool is_uri_template(std::string_view text) { return UriTemplate::parse(text).ok(); }

constexpr std::array<std::pair<std::string_view, Format>, 19> kFormats = {{
    {"date", is_date},
    {"date-time", is_date_time},
    {"duration", is_duration},
    {"email", is_email},
    {"hostname", is_hostname},
    {"idn-email", is_idn_email},
    {"idn-hostname", is_idn_hostname},
    {"ipv4", is_ipv4},
    {"ipv6", is_ipv6},
    {"iri", is_iri},
    {"iri-reference", is_iri_reference},
    {"json-pointer", is_json_pointer},
    {"regex", is_ecma_pattern},
    {"relative-json-pointer", is_relative_json_pointer},
    {"time", is_time},
    {"uri", is_uri},
    {"uri-reference", is_uri_reference},
    {"uri-template", is_uri_template},
    {"uuid", is_uuid},
}};

// Takes `<digits><unit>` from the front for units in the order given, each at most once and, once one is there,
// without gaps: years, months and days are written 1Y2M3D, 1Y2M, 2M or 3D, but not 1Y3D. Says whether any was there.
bool take_units(std::string_view& text, std::string_view units) noexcept {
  bool any = false;
  for (const char unit : units) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits == text.size() || text[digits] != unit) {
      if (any) return true;
      continue;
    }
    text.remove_prefix(digits + 1);
    any = true;
  }
  return any;
}

}  // namespace

Format find_format(std::string_view name) noexcept {
  const auto* known = std::find_if(kFormats.begin(), kFormats.end(), [&](const auto& f) { return f.first == name; });
  return known == kFormats.end() ? nullptr : known->second;
}

// The rest of a date-time is taken from one that is right.
bool is_date(std::string_view text) noexcept {
  if (text.size() != 10) return false;
  std::array<char, 20> whole;
  constexpr std::string_view kMidnight = "T00:00:00Z";
  std::copy(text.begin(), text.end(), whole.begin());
  std::copy(kMidnight.begin(), kMidnight.end(), whole.begin() + 10);
  return is_rfc3339_date_time({whole.data(), whole.size()});
}

bool is_time(std::string_view text) noexcept {
  if (text.size() > 64) return is_rfc3339_date_time("1998-12-31T" + std::string(text));
  std::array<char, 80> whole;
  constexpr std::string_view kDay = "1998-12-31T";
  char* const end = std::copy(text.begin(), text.end(), std::copy(kDay.begin(), kDay.end(), whole.data()));
  return is_rfc3339_date_time({whole.data(), static_cast<std::size_t>(end - whole.data())});
}

bool is_duration(std::string_view text) noexcept {
  if (!text.starts_with('P')) return false;
  text.remove_prefix(1);
  std::string_view weeks = text;
  if (take_units(weeks, "W")) return weeks.empty();
  const bool date = take_units(text, "YMD");
  if (text.empty()) return date;
  if (text.front() != 'T') return false;
  text.remove_prefix(1);
  return take_units(text, "HMS") && text.empty();
}

bool is_uuid(std::string_view text) noexcept {
  if (text.size() != 36) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
    if (dash ? text[at] != '-' : !uri::is_hex_digit(text[at])) return false;
  }
  return true;
}

bool is_json_pointer(std::string_view text) noexcept {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '~' && (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1'))) return false;
  }
  return true;
}

bool is_relative_json_pointer(std::string_view text) noexcept {
  const auto take_number = [&](bool zero) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const bool good = digits > 0 && (text.front() != '0' || (zero && digits == 1));
    text.remove_prefix(digits);
    return good;
  };
  if (!take_number(true)) return false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    text.remove_prefix(1);
    if (!take_number(false)) return false;
  }
  return text == "#" || is_json_pointer(text);
}

}  // namespace cfy::sanitize
