#include <set>
#include <string>

#include <openssl/err.h>

#include "tls/judgement_checks.hpp"

namespace cfy::tls {
namespace {

constexpr int kLongestSerial = 20;  // octets

Finding malformed(std::string rule, std::string what) { return {std::move(rule), std::move(what), 0}; }

bool is_self_issued(const X509* certificate) {
  return X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
}

Findings check_serial(const X509* certificate) {
  const ASN1_INTEGER* const serial = X509_get0_serialNumber(certificate);
  bool is_zero = true;
  for (int i = 0; i < serial->length; ++i) is_zero = is_zero && serial->data[i] == 0;
  const bool is_negative = ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER;
  // The octets are of the absolute value: one with its highest bit set needs one octet more.
  const bool too_long =
      serial->length > kLongestSerial || (serial->length == kLongestSerial && (serial->data[0] & 0x80) != 0);
  if (is_zero || is_negative || too_long) {
    return malformed("serial_number", "has a serial number that is not positive, or longer than 20 octets.");
  }
  return {};
}

Findings check_dates(const X509* certificate) {
  const ASN1_TIME* const begins = X509_get0_notBefore(certificate);
  const ASN1_TIME* const ends = X509_get0_notAfter(certificate);
  if (!is_well_encoded(begins) || !is_well_encoded(ends) || ASN1_TIME_compare(begins, ends) > 0) {
    return malformed("validity", "has dates that are malformed or the wrong way round.");
  }
  return {};
}

std::string name_of(const X509_EXTENSION* extension) {
  char name[80];
  OBJ_obj2txt(name, sizeof name, X509_EXTENSION_get_object(const_cast<X509_EXTENSION*>(extension)), 0);
  return name;
}

// The whole of the value has to be what the extension's definition says, and no byte more.
bool is_readable(X509_EXTENSION* extension) {
  const X509V3_EXT_METHOD* const method = X509V3_EXT_get(extension);
  if (method == nullptr || method->it == nullptr) return true;  // not known, or not described
  const ASN1_OCTET_STRING* const value = X509_EXTENSION_get_data(extension);
  const unsigned char* position = ASN1_STRING_get0_data(value);
  const unsigned char* const end = position + ASN1_STRING_length(value);
  ASN1_VALUE* const read = ASN1_item_d2i(nullptr, &position, end - position, ASN1_ITEM_ptr(method->it));
  const bool complete = read != nullptr && position == end;
  ASN1_item_free(read, ASN1_ITEM_ptr(method->it));
  ERR_clear_error();
  return complete;
}

bool must_not_be_critical(int kind) {
  switch (kind) {
    case NID_info_access:
    case NID_sinfo_access:
    case NID_subject_key_identifier:
    case NID_authority_key_identifier:
    case NID_freshest_crl: return true;
    default: return false;
  }
}

bool must_be_critical(int kind) { return kind == NID_policy_constraints || kind == NID_inhibit_any_policy; }

Findings check_extensions(const X509* certificate) {
  std::set<std::string> seen;
  for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
    X509_EXTENSION* const extension = X509_get_ext(certificate, i);
    const std::string name = name_of(extension);
    if (!seen.insert(name).second) return malformed("duplicate_extension", "has the extension " + name + " twice.");
    if (!is_readable(extension)) return malformed("malformed_extension", "has a malformed extension: " + name + ".");
    const int kind = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    const bool critical = X509_EXTENSION_get_critical(extension) != 0;
    if (critical ? must_not_be_critical(kind) : must_be_critical(kind)) {
      return malformed("extension_criticality",
                       "has the extension " + name + " marked as " + (critical ? "critical." : "not critical."));
    }
  }
  return {};
}

using AuthorityKeyId = std::unique_ptr<AUTHORITY_KEYID, Freed<AUTHORITY_KEYID_free>>;

Findings check_authority_key_identifier(const X509* certificate) {
  const AuthorityKeyId identifier =
      read_extension<AUTHORITY_KEYID, AUTHORITY_KEYID_free>(certificate, NID_authority_key_identifier);
  // One that signed itself needs none.
  if (!identifier && is_self_issued(certificate)) return {};
  if (!identifier || identifier->keyid == nullptr) {
    return malformed("authority_key_identifier",
                     "lacks the key identifier of its authority; the authority has to replace it.");
  }
  if (identifier->issuer != nullptr || identifier->serial != nullptr) {
    return malformed("authority_key_identifier",
                     "names its authority by issuer or serial number in authorityKeyIdentifier, which has to hold the "
                     "key identifier alone.");
  }
  return {};
}

// A certificate that signed itself has one key, and one identifier for it.
Findings check_own_key_identifiers(X509* certificate) {
  const ASN1_OCTET_STRING* const authority = X509_get0_authority_key_id(certificate);
  const ASN1_OCTET_STRING* const subject = X509_get0_subject_key_id(certificate);
  if (authority != nullptr && subject != nullptr && ASN1_OCTET_STRING_cmp(authority, subject) != 0) {
    return malformed("authority_key_identifier", "signed itself, and names the key of another as its authority's.");
  }
  return {};
}

Findings check_anchor(X509* certificate) {
  if (!is_self_issued(certificate)) return check_authority_key_identifier(certificate);
  if (auto found = check_authority_key_identifier(certificate)) return found;
  if (auto found = check_own_key_identifiers(certificate)) return found;
  if (X509_get_ext_by_NID(certificate, NID_ext_key_usage, -1) >= 0) {
    return malformed("extended_key_usage", "is a root and has extendedKeyUsage, which roots must not have.");
  }
  return {};
}

// OpenSSL asks the basics of authorities; what it leaves open is asked here.
Findings check_authority(X509* certificate) {
  if (X509_get_version(certificate) != X509_VERSION_3) {
    return malformed("version", "is not of version 3; the authority has to replace it.");
  }
  return check_alternative_names(certificate);
}

Findings check_below_anchor(X509* certificate) {
  if (auto found = check_serial(certificate)) return found;
  if (auto found = check_signature_algorithm(X509_get0_tbs_sigalg(certificate))) return found;
  return check_authority_key_identifier(certificate);
}

Findings at_depth(Findings found, std::size_t depth) {
  if (found) found->depth = static_cast<int>(depth);
  return found;
}

Findings check_signature_algorithms_agree(const X509* certificate) {
  const X509_ALGOR* outside = nullptr;
  X509_get0_signature(nullptr, &outside, certificate);
  if (X509_ALGOR_cmp(outside, X509_get0_tbs_sigalg(certificate)) == 0) return {};
  return finding_of(X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY, 0);
}

// Some roots that everybody trusts write their dates in the wrong one of two ways; OpenSSL reads both.
Findings check_shape_of_anchor(X509* certificate) {
  if (auto found = check_extensions(certificate)) return found;
  if (auto found = check_signature_algorithms_agree(certificate)) return found;
  if (auto found = check_key(certificate)) return found;
  return check_anchor(certificate);
}

Findings check_one(const Path& path, std::size_t depth) {
  X509* const certificate = path[depth];
  const bool is_anchor = depth + 1 == path.size();
  // The leaf's shape and key were looked at by check_leaf().
  if (depth == 0) return is_anchor ? Findings() : check_below_anchor(certificate);
  if (is_anchor) return check_shape_of_anchor(certificate);
  if (auto found = check_shape(certificate)) return found;
  if (auto found = check_key(certificate)) return found;
  if (auto found = check_below_anchor(certificate)) return found;
  return check_authority(certificate);
}

}  // namespace

bool is_well_encoded(const ASN1_TIME* time) {
  const std::string text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(time)),
                         static_cast<std::size_t>(ASN1_STRING_length(time)));
  const bool is_utc = ASN1_STRING_type(time) == V_ASN1_UTCTIME;
  if (text.size() != (is_utc ? 13 : 15) || text.back() != 'Z' ||
      text.find_first_not_of("0123456789") != text.size() - 1 || ASN1_TIME_check(time) != 1) {
    return false;
  }
  return is_utc || text.substr(0, 4) >= "2050";
}

Findings check_shape(X509* certificate) {
  if (auto found = check_dates(certificate)) return found;
  if (auto found = check_extensions(certificate)) return found;
  return check_signature_algorithms_agree(certificate);
}

Findings check_certificates(const Path& path) {
  for (std::size_t depth = 0; depth < path.size(); ++depth) {
    if (auto found = at_depth(check_one(path, depth), depth)) return found;
  }
  return {};
}

}  // namespace cfy::tls
