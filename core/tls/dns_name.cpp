#include "tls/dns_name.hpp"

#include <algorithm>

namespace cfy::tls {
namespace {

constexpr std::size_t kLongestName = 253;
constexpr std::size_t kLongestLabel = 63;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool is_label(std::string_view label) noexcept {
  return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
}

// Such as 127.0.0.1, 0x7f.1 and 2130706433: no top-level domain begins with a digit.
bool looks_like_address(std::string_view last_label) noexcept { return is_digit(last_label.front()); }

}  // namespace

bool is_dns_name(std::string_view text) noexcept {
  if (text.size() > kLongestName) return false;
  while (true) {
    const auto dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return !looks_like_address(text);
    text.remove_prefix(dot + 1);
  }
}

bool is_presented_dns_name(std::string_view text) noexcept {
  if (!text.starts_with("*.")) return is_dns_name(text);
  const std::string_view rest = text.substr(2);
  return text.size() <= kLongestName && is_dns_name(rest) && rest.find('.') != std::string_view::npos;
}

bool is_mailbox(std::string_view text) noexcept {
  const auto at = text.find('@');
  const auto is_visible = [](char c) { return c > 0x20 && c < 0x7F; };
  return at != std::string_view::npos && at > 0 && std::all_of(text.begin(), text.end(), is_visible) &&
         is_dns_name(text.substr(at + 1));
}

bool is_same_ignoring_case(std::string_view one, std::string_view other) noexcept {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace cfy::tls
