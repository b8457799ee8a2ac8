#include <arpa/inet.h>

#include <algorithm>
#include <string_view>

#include <openssl/err.h>

#include "tls/dns_name.hpp"
#include "tls/judgement_checks.hpp"

namespace cfy::tls {
namespace {

bool is_uri(std::string_view text) {
  const auto colon = text.find(':');
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_visible = [](char c) { return c > 0x20 && c < 0x7F; };
  return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), is_visible);
}

bool is_well_formed_name(const GENERAL_NAME* name) {
  switch (name->type) {
    case GEN_DNS: return is_presented_dns_name(text_of(name->d.dNSName));
    case GEN_EMAIL: return is_mailbox(text_of(name->d.rfc822Name));
    case GEN_URI: return is_uri(text_of(name->d.uniformResourceIdentifier));
    case GEN_IPADD: {
      const int octets = ASN1_STRING_length(name->d.iPAddress);
      return octets == 4 || octets == 16;
    }
    default: return true;
  }
}

std::string written(const std::vector<unsigned char>& address) {
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(address.size() == 4 ? AF_INET : AF_INET6, address.data(), text, sizeof text);
  return text;
}

std::vector<unsigned char> octets_of(const ASN1_STRING* string) {
  const unsigned char* const data = ASN1_STRING_get0_data(string);
  return {data, data + ASN1_STRING_length(string)};
}

// An address in any of the ways that inet_aton() and its kin take: 0xC0A80101, 192.168.001.001, 2001:DB8::1.
bool resembles_address(const std::string& text) {
  const bool only_hex = text.find_first_not_of("0123456789abcdefABCDEFxX.:") == std::string::npos;
  in_addr four{};
  return only_hex && (text.find(':') != std::string::npos || inet_aton(text.c_str(), &four) != 0);
}

bool is_canonical_address(const std::string& text) {
  unsigned char octets[16];
  const bool four = inet_pton(AF_INET, text.c_str(), octets) == 1;
  if (!four && inet_pton(AF_INET6, text.c_str(), octets) != 1) return false;
  return written({octets, octets + (four ? 4 : 16)}) == text;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool names_host(std::string_view text) {
  return text.find('.') != std::string_view::npos && text.find(' ') == std::string_view::npos;
}

bool has_a_label(std::string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    if (is_same_ignoring_case(text.substr(begin, 4), "xn--")) return true;
    const auto dot = text.find('.', begin);
    if (dot == std::string_view::npos) break;
    begin = dot + 1;
  }
  return false;
}

std::string common_name(const X509_NAME* subject) {
  const int place = X509_NAME_get_index_by_NID(const_cast<X509_NAME*>(subject), NID_commonName, -1);
  if (place < 0) return {};
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, place)));
  ERR_clear_error();
  if (size < 0) return {};
  std::string name(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return name;
}

// A commonName is never compared with a host. But where it gives a host in another form than subjectAltName has to
// (Baseline Requirements 7.1.4.3), it is meant for programs that do compare it, and read it otherwise than we would.
bool misleads(const std::string& name, const GENERAL_NAMES* names) {
  if (resembles_address(name)) return !is_canonical_address(name);
  if (!names_host(name)) return false;
  if (!is_ascii(name)) return true;
  bool in_other_case = false;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* const entry = sk_GENERAL_NAME_value(names, i);
    if (entry->type != GEN_DNS) continue;
    if (text_of(entry->d.dNSName) == name) return false;
    in_other_case = in_other_case || is_same_ignoring_case(text_of(entry->d.dNSName), name);
  }
  return in_other_case || has_a_label(name);
}

bool covers(std::string_view presented, std::string_view host) {
  if (!presented.starts_with("*.")) return is_same_ignoring_case(presented, host);
  const auto dot = host.find('.');
  return dot != std::string_view::npos && is_same_ignoring_case(presented.substr(1), host.substr(dot));
}

bool covers(const GENERAL_NAME* entry, const PeerName& name) {
  if (name.is_address()) return entry->type == GEN_IPADD && octets_of(entry->d.iPAddress) == name.address();
  return entry->type == GEN_DNS && covers(text_of(entry->d.dNSName), name.text());
}

}  // namespace

Result<PeerName> PeerName::parse(const std::string& text) {
  PeerName name;
  unsigned char octets[16];
  const bool four = inet_pton(AF_INET, text.c_str(), octets) == 1;
  if (four || inet_pton(AF_INET6, text.c_str(), octets) == 1) {
    name.address_.assign(octets, octets + (four ? 4 : 16));
    name.text_ = written(name.address_);
    return name;
  }
  name.text_ = text;
  if (name.text_.ends_with('.')) name.text_.pop_back();
  if (is_dns_name(name.text_)) return name;
  return validation_error("name", "invalid_name",
                          "The name has to be a DNS name in ASCII (xn--… for others) or an IP address, without port "
                          "and brackets.");
}

Findings check_alternative_names(const X509* certificate) {
  if (X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1) < 0) return {};
  const GeneralNames names = alternative_names(certificate);
  if (!names || sk_GENERAL_NAME_num(names.get()) == 0) return finding_of(X509_V_ERR_EMPTY_SUBJECT_ALT_NAME, 0);
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    if (!is_well_formed_name(sk_GENERAL_NAME_value(names.get(), i))) {
      return Finding{"malformed_name", "holds a name that is malformed (subjectAltName); it has to be replaced.", 0};
    }
  }
  return {};
}

Findings check_name(X509* leaf, const PeerName& name) {
  const GeneralNames names = alternative_names(leaf);
  if (misleads(common_name(X509_get_subject_name(leaf)), names.get())) {
    return Finding{"common_name", "has a commonName that gives a host otherwise than its subjectAltName.", 0};
  }
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    if (covers(sk_GENERAL_NAME_value(names.get(), i), name)) return {};
  }
  return finding_of(X509_V_ERR_HOSTNAME_MISMATCH, 0);
}

}  // namespace cfy::tls
