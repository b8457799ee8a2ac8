#include <algorithm>
#include <array>

#include "tls/judgement_checks.hpp"

namespace cfy::tls {
namespace {

using ExtendedKeyUsage = std::unique_ptr<EXTENDED_KEY_USAGE, Freed<EXTENDED_KEY_USAGE_free>>;

// What a server's certificate must not be good for as well (Baseline Requirements 7.1.2.7.10): whoever gets hold of the
// key of a web server must not be able to sign programs or OCSP answers with it.
constexpr std::array kForbiddenUsages = {"2.5.29.37.0",       "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.4",
                                         "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.9", "1.3.6.1.4.1.11129.2.4.4"};
constexpr std::string_view kServerAuth = "1.3.6.1.5.5.7.3.1";

std::string number_of(const ASN1_OBJECT* object) {
  char text[80];
  OBJ_obj2txt(text, sizeof text, object, 1);
  return text;
}

Findings check_extended_key_usage(const X509* leaf) {
  const int place = X509_get_ext_by_NID(leaf, NID_ext_key_usage, -1);
  const ExtendedKeyUsage usages = read_extension<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>(leaf, NID_ext_key_usage);
  bool for_servers = false;
  for (int i = 0; i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
    const std::string usage = number_of(sk_ASN1_OBJECT_value(usages.get(), i));
    for_servers = for_servers || usage == kServerAuth;
    if (std::find(kForbiddenUsages.begin(), kForbiddenUsages.end(), usage) != kForbiddenUsages.end()) {
      return Finding{"extended_key_usage",
                     "may be used for more than TLS (extendedKeyUsage " + usage +
                         "); the service needs one with serverAuth alone.",
                     0};
    }
  }
  if (!for_servers) return finding_of(X509_V_ERR_INVALID_PURPOSE, 0);
  if (X509_EXTENSION_get_critical(X509_get_ext(leaf, place)) != 0) {
    return Finding{"extended_key_usage", "has an extendedKeyUsage that is critical.", 0};
  }
  return {};
}

// TLS 1.3, and each suite of TLS 1.2 that is offered, has the server sign.
Findings check_key_usage(X509* leaf) {
  if ((X509_get_extension_flags(leaf) & EXFLAG_KUSAGE) == 0) return {};
  const std::uint32_t usage = X509_get_key_usage(leaf);
  if ((usage & KU_KEY_CERT_SIGN) != 0) return finding_of(X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA, 0);
  if ((usage & KU_DIGITAL_SIGNATURE) == 0) {
    return Finding{"key_usage", "may not sign (keyUsage without digitalSignature), which TLS needs.", 0};
  }
  return {};
}

Findings check_is_no_authority(X509* leaf) {
  if ((X509_get_extension_flags(leaf) & EXFLAG_CA) != 0) {
    return Finding{"authority_as_leaf", "is that of an authority; the service needs one of its own.", 0};
  }
  if (X509_get_ext_by_NID(leaf, NID_name_constraints, -1) >= 0) {
    return Finding{"malformed_name_constraints", "has nameConstraints, which belong to authorities.", 0};
  }
  return {};
}

bool is_empty(const X509_NAME* name) { return X509_NAME_entry_count(name) == 0; }

Findings check_names_present(const X509* leaf) {
  if (is_empty(X509_get_issuer_name(leaf))) return finding_of(X509_V_ERR_ISSUER_NAME_EMPTY, 0);
  const int place = X509_get_ext_by_NID(leaf, NID_subject_alt_name, -1);
  if (place < 0) {
    return Finding{"subject_alternative_name",
                   "has no subjectAltName, and its commonName says nothing; the service has to replace it.", 0};
  }
  const bool critical = X509_EXTENSION_get_critical(X509_get_ext(leaf, place)) != 0;
  const bool has_subject = !is_empty(X509_get_subject_name(leaf));
  if (critical && has_subject) {
    return Finding{"subject_alternative_name", "has a subject, and a subjectAltName that is critical.", 0};
  }
  if (!critical && !has_subject) return finding_of(X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL, 0);
  return {};
}

}  // namespace

Findings check_leaf(X509* leaf) {
  if (X509_get_version(leaf) != X509_VERSION_3) {
    return Finding{"version", "is not of version 3; the service has to replace it.", 0};
  }
  if (auto found = check_shape(leaf)) return found;
  if (auto found = check_names_present(leaf)) return found;
  if (auto found = check_alternative_names(leaf)) return found;
  if (auto found = check_is_no_authority(leaf)) return found;
  if (auto found = check_key_usage(leaf)) return found;
  if (auto found = check_extended_key_usage(leaf)) return found;
  return check_key(leaf);
}

}  // namespace cfy::tls
