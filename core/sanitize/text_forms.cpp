#include "sanitize/text_forms.hpp"

#include <algorithm>
#include <string>

#include "sanitize/host_name.hpp"
#include "sanitize/uri_encoding.hpp"

namespace cfy::sanitize {
namespace {

constexpr std::string_view kHttps = "https://";
constexpr std::size_t kMaxLocalPart = 64;

Error form_error(std::string_view field, std::string_view rule, std::size_t position, std::string_view reason) {
  return validation_error(std::string(field), std::string(rule),
                          "The text at byte " + std::to_string(position) + " " + std::string(reason) + ".");
}

bool starts_with_https(std::string_view text) noexcept {
  if (text.size() < kHttps.size()) return false;
  return std::equal(kHttps.begin(), kHttps.end(), text.begin(),
                    [](char expected, char c) { return expected == (c >= 'A' && c <= 'Z' ? c | 0x20 : c); });
}

bool is_port(std::string_view digits) noexcept {
  if (digits.empty() || digits.size() > 5 || !std::all_of(digits.begin(), digits.end(), uri::is_digit)) return false;
  unsigned port = 0;
  for (const char digit : digits) port = port * 10 + static_cast<unsigned>(digit - '0');
  return port >= 1 && port <= 65535;
}

// Behind the authority. Letters of other scripts may stand: whoever sends the URL encodes them.
Result<void> check_rest(std::string_view text, std::size_t from, std::string_view field) {
  bool fragment = false;
  for (std::size_t at = from; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '%' && !uri::is_triplet_at(text, at)) {
      return form_error(field, "percent_encoding", at, "has `%` without two hexadecimal digits; write %25");
    }
    const bool stays = static_cast<unsigned char>(c) >= 0x80 || c == '%' || uri::is_unreserved(c) ||
                       (uri::is_reserved(c) && c != '[' && c != ']' && !(c == '#' && fragment));
    if (!stays) {
      return form_error(field, "character_not_allowed", at,
                        "has a character that a URL cannot hold; percent-encode it");
    }
    fragment = fragment || c == '#';
  }
  return {};
}

Result<void> check_authority(std::string_view authority, std::size_t begin, std::string_view field) {
  if (const std::size_t sign = authority.find('@'); sign != std::string_view::npos) {
    return form_error(field, "userinfo", begin + sign,
                      "ends user information, which can make one host look like another; leave it out");
  }
  const std::size_t colon = authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
  const std::string_view host = authority.substr(0, colon);
  if (colon != std::string_view::npos && !is_port(authority.substr(colon + 1))) {
    return form_error(field, "port", begin + colon + 1, "is no port from 1 to 65535; correct it or leave it out");
  }
  const Result<HostFault> fault = host_fault(host);
  if (!fault) return fault.error();
  if (!fault->rule.empty()) return form_error(field, fault->rule, begin, fault->reason);
  return {};
}

bool is_atom_character(char c) noexcept {
  return uri::is_alpha(c) || uri::is_digit(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
}

}  // namespace

Result<void> check_url_form(std::string_view text, std::string_view field) {
  if (const std::size_t at = text.find('\\'); at != std::string_view::npos) {
    return form_error(field, "backslash", at, "has a backslash, which programs read in different ways; remove it");
  }
  if (!starts_with_https(text)) {
    return form_error(field, "scheme", 0, "does not begin with https://; only such URLs are allowed");
  }
  const std::size_t end = std::min(text.find_first_of("/?#", kHttps.size()), text.size());
  const Result<void> authority = check_authority(text.substr(kHttps.size(), end - kHttps.size()), kHttps.size(), field);
  return authority ? check_rest(text, end, field) : authority;
}

Result<void> check_email_form(std::string_view text, std::string_view field) {
  const std::size_t sign = text.rfind('@');
  if (sign == std::string_view::npos || sign == 0) {
    return form_error(field, "email", 0, "is no address of the form name@domain; complete it");
  }
  const std::string_view local = text.substr(0, sign);
  if (const auto odd = std::find_if_not(local.begin(), local.end(), is_atom_character); odd != local.end()) {
    return form_error(field, "character_not_allowed", static_cast<std::size_t>(odd - local.begin()),
                      "has a character that cannot stand before the @; remove it");
  }
  const bool dots = local.starts_with('.') || local.ends_with('.') || local.find("..") != std::string_view::npos;
  if (dots || local.size() > kMaxLocalPart) {
    return form_error(field, "email", 0, "has more than 64 bytes before the @, or a dot that stands wrong; correct it");
  }
  const Result<HostFault> fault = mail_domain_fault(text.substr(sign + 1));
  if (!fault) return fault.error();
  if (!fault->rule.empty()) return form_error(field, fault->rule, sign + 1, fault->reason);
  return {};
}

Result<void> check_event_type_form(std::string_view text, std::string_view field) {
  std::size_t dots = 0;
  bool at_word = true;  // the next character begins a word
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool letter = c >= 'a' && c <= 'z';
    const bool dot = c == '.' && !at_word && at + 1 < text.size();
    if (!letter && !dot && (at_word || !(uri::is_digit(c) || c == '_'))) {
      return form_error(field, "event_type", at,
                        "is not as in device.connected: words of a-z, 0-9 and _ that begin "
                        "with a letter, joined by dots; correct it");
    }
    at_word = dot;
    dots += dot ? 1 : 0;
  }
  if (dots == 0) {
    return form_error(field, "event_type", text.size(),
                      "has no second word; name what it happened to, as in "
                      "device.connected");
  }
  return {};
}

}  // namespace cfy::sanitize
