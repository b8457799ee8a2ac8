#include "sanitize/host_name.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <unicode/uidna.h>

#include "sanitize/address_rules.hpp"
#include "sanitize/uri_encoding.hpp"

namespace cfy::sanitize {
namespace {

constexpr std::size_t kMaxHostBytes = 253;
constexpr HostFault kNoName{"host", "has a host that is no name of a public service; give its full name"};

HostFault address_fault(std::string_view rule) noexcept {
  if (rule.empty()) return {};
  return {rule, "has an address that is not public as its host; give the name of a public service"};
}

const UIDNA* idna(UErrorCode& status) {
  // Opening one only notes the options; all threads may use it. Never closed: no static destructors.
  static UErrorCode opened = U_ZERO_ERROR;
  static const UIDNA* const instance =
      uidna_openUTS46(UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_CHECK_CONTEXTO |
                          UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE,
                      &opened);
  status = opened;
  return instance;
}

// The name in ASCII, lower case; nullopt if it breaks a rule of IDNA.
Result<std::optional<std::string>> ascii_name(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  const UIDNA* const rules = idna(status);
  std::array<char, 512> ascii{};
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  std::int32_t size = 0;
  if (U_SUCCESS(status)) {
    size = uidna_nameToASCII_UTF8(rules, name.data(), static_cast<std::int32_t>(name.size()), ascii.data(),
                                  static_cast<std::int32_t>(ascii.size()), &info, &status);
  }
  if (status == U_BUFFER_OVERFLOW_ERROR) return std::optional<std::string>();
  if (U_FAILURE(status)) {
    return make_error(ErrorCode::internal, std::string("The Unicode library ICU failed with ") + u_errorName(status) +
                                               "; check that its data is installed.");
  }
  if (info.errors != 0) return std::optional<std::string>();
  return std::optional(std::string(ascii.data(), static_cast<std::size_t>(size)));
}

// What the WHATWG's URL parser, inet_aton() and others take for a number: 127.1, 0x7f000001, 2130706433, 0177.0.0.1.
bool ends_in_number(std::string_view name) noexcept {
  const std::string_view last = name.substr(name.find_last_of('.') + 1);  // npos + 1 is 0
  if (!last.empty() && std::all_of(last.begin(), last.end(), uri::is_digit)) return true;
  return last.starts_with("0x") && std::all_of(last.begin() + 2, last.end(), uri::is_hex_digit);
}

HostFault ipv4_fault(const std::string& name) noexcept {
  Ipv4 address{};
  if (::inet_pton(AF_INET, name.c_str(), address.data()) != 1) {
    return {"numeric_address", "has a number as its host that programs read in different ways; give a name"};
  }
  return address_fault(address_rule(address));
}

HostFault ipv6_fault(std::string_view bracketed) {
  Ipv6 address{};
  const bool closed = bracketed.size() > 2 && bracketed.back() == ']';
  if (!closed ||
      ::inet_pton(AF_INET6, std::string(bracketed.substr(1, bracketed.size() - 2)).c_str(), address.data()) != 1) {
    return {"host", "has brackets without an IPv6 address as its host; give a name"};
  }
  return address_fault(address_rule(address));
}

// Names that machines and clouds keep for themselves (RFC 6761, 6762, 8375; ICANN's .internal).
bool is_local_name(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 8> kLocal = {"localhost", "localdomain", "local",     "internal",
                                                      "intranet",  "lan",         "home.arpa", "metadata.goog"};
  return std::any_of(kLocal.begin(), kLocal.end(), [&](std::string_view local) {
    if (!name.ends_with(local)) return false;
    return name.size() == local.size() || name[name.size() - local.size() - 1] == '.';
  });
}

HostFault name_fault(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  if (name.empty() || name.size() > kMaxHostBytes) return kNoName;
  if (ends_in_number(name)) return ipv4_fault(name);
  if (is_local_name(name)) {
    return {"local_name", "has a name of the local network or of a cloud's own service as its host; give a public one"};
  }
  return name.find('.') == std::string::npos ? kNoName : HostFault{};
}

bool has_other_dot(std::string_view host) noexcept {
  constexpr std::array<std::string_view, 3> kDots = {"\u3002", "\uFF0E", "\uFF61"};
  return std::any_of(kDots.begin(), kDots.end(), [&](std::string_view dot) { return host.find(dot) != host.npos; });
}

}  // namespace

Result<HostFault> host_fault(std::string_view host) {
  if (host.empty()) return kNoName;
  if (host.front() == '[') return ipv6_fault(host);
  if (has_other_dot(host)) {
    return HostFault{"idna", "has a host with a dot of another script, which not all programs take for one; write `.`"};
  }
  Result<std::optional<std::string>> ascii = ascii_name(host);
  if (!ascii) return std::move(ascii).error();
  if (!*ascii) return HostFault{"idna", "has a host that breaks the rules of domain names (IDNA); give a valid one"};
  return name_fault(**std::move(ascii));
}

Result<HostFault> mail_domain_fault(std::string_view domain) {
  Result<HostFault> fault = domain.ends_with('.') ? kNoName : host_fault(domain);
  if (!fault || !fault->rule.empty()) return fault;
  const std::string_view last = domain.substr(domain.find_last_of('.') + 1);
  const bool address = domain.front() == '[' || std::all_of(last.begin(), last.end(), uri::is_digit);
  return address ? kNoName : HostFault{};
}

}  // namespace cfy::sanitize
