#include "tls/finding.hpp"

#include <algorithm>
#include <array>

#include <openssl/x509_vfy.h>

namespace cfy::tls {
namespace {

struct Known {
  int verify_error;
  const char* rule;
  const char* what;
};

// `%` stands for the file of authorities.
constexpr std::array kKnown = {
    Known{X509_V_ERR_CERT_HAS_EXPIRED, "certificate_expired",
          "has expired; the service has to renew it, or this machine's clock is wrong."},
    Known{X509_V_ERR_CERT_NOT_YET_VALID, "certificate_not_yet_valid", "is not valid yet; check this machine's clock."},
    Known{X509_V_ERR_HOSTNAME_MISMATCH, "hostname_mismatch",
          "does not name it as a subjectAltName; check base_url, or somebody stands in between."},
    Known{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "self_signed",
          "is signed by itself and is not in %; set ca_file to a file that holds it, if it is really yours."},
    Known{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "unknown_authority",
          "comes from an authority that is not in %; set ca_file to the authority's certificate (for the sandbox: the "
          "ca_file that it wrote down)."},
    // Of the same name as a known one, but not that one.
    Known{X509_V_ERR_CERT_SIGNATURE_FAILURE, "unknown_authority",
          "was not signed by the authority of that name in %; set ca_file to the authority's certificate (for the "
          "sandbox: the ca_file that it wrote down)."},
    Known{X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, "malformed_key",
          "comes from an authority whose key cannot be read; the service has to replace it."},
    Known{X509_V_ERR_CERT_CHAIN_TOO_LONG, "chain_too_long",
          "has too long a chain; the service has to send the shortest one."},
    Known{X509_V_ERR_INVALID_PURPOSE, "wrong_purpose",
          "is not meant for servers; the service needs one with serverAuth."},
    Known{X509_V_ERR_PATH_LENGTH_EXCEEDED, "path_length",
          "stands above more authorities than its pathLenConstraint allows; the authority has to replace it."},
    Known{X509_V_ERR_INVALID_CA, "not_an_authority",
          "is not that of an authority and has signed another; the authority has to replace it."},
    Known{X509_V_ERR_KEYUSAGE_NO_CERTSIGN, "not_an_authority",
          "may not sign certificates (keyCertSign) and has signed one; the authority has to replace it."},
    Known{X509_V_ERR_PERMITTED_VIOLATION, "name_constraints",
          "holds a name outside of what its authority may issue for (nameConstraints); the service has to replace it."},
    Known{X509_V_ERR_EXCLUDED_VIOLATION, "name_constraints",
          "holds a name that its authority may not issue for (nameConstraints); the service has to replace it."},
    Known{X509_V_ERR_SUBTREE_MINMAX, "malformed_name_constraints",
          "comes under nameConstraints with a minimum or maximum, which must not be used."},
    Known{X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, "malformed_name_constraints",
          "comes under nameConstraints of a kind that cannot be checked."},
    Known{X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, "malformed_name_constraints",
          "comes under nameConstraints that are malformed."},
    Known{X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, "malformed_name",
          "holds a name that cannot be compared with the nameConstraints of its authority."},
    Known{X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, "unknown_critical_extension",
          "has a critical extension that is not understood; the authority has to replace it."},
    Known{X509_V_ERR_NO_EXPLICIT_POLICY, "policy",
          "lacks the certificate policy that its authorities require (policyConstraints)."},
    Known{X509_V_ERR_INVALID_POLICY_EXTENSION, "policy", "has certificate policies that are malformed."},
    Known{X509_V_ERR_CERT_REVOKED, "revoked", "was revoked by its authority; the service has to replace it."},
    Known{X509_V_ERR_UNABLE_TO_GET_CRL, "crl_missing",
          "is not covered by any of the CRLs; add the one of its authority to crl_file."},
    Known{X509_V_ERR_CRL_SIGNATURE_FAILURE, "crl_signature",
          "is covered by a CRL that its authority did not sign; fetch the CRL again."},
    Known{X509_V_ERR_CRL_NOT_YET_VALID, "crl_not_yet_valid",
          "is covered by a CRL from the future; check this machine's clock."},
    Known{X509_V_ERR_CRL_HAS_EXPIRED, "crl_expired",
          "is covered by a CRL that is too old; fetch the authority's newest."},
    Known{X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, "crl_unknown_critical_extension",
          "is covered by a CRL with a critical extension that is not understood."},
    Known{X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, "crl_issuer",
          "is covered by a CRL of an authority that may not sign CRLs (cRLSign)."},
    Known{X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, "crl_issuer", "is covered by a CRL whose issuer is unknown."},
    Known{X509_V_ERR_DIFFERENT_CRL_SCOPE, "crl_scope",
          "is not in the scope of its authority's CRL (issuingDistributionPoint); add the CRL that covers it."},
    Known{X509_V_ERR_EE_KEY_TOO_SMALL, "weak_certificate",
          "has a key that is too weak; the service has to replace it."},
    Known{X509_V_ERR_CA_KEY_TOO_SMALL, "weak_certificate",
          "has a key that is too weak; the authority has to replace it."},
    Known{X509_V_ERR_CA_MD_TOO_WEAK, "weak_certificate",
          "has a signature that is too weak; the service has to replace it."},
    Known{X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY, "signature_algorithm",
          "names one signature algorithm inside and another outside."},
    Known{X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA, "basic_constraints",
          "has a pathLenConstraint, though it is not an authority's."},
    Known{X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN, "basic_constraints",
          "has a pathLenConstraint, though it may not sign certificates."},
    Known{X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA, "key_usage",
          "may sign certificates (keyCertSign), though it is not an authority's."},
    Known{X509_V_ERR_CA_BCONS_NOT_CRITICAL, "basic_constraints", "has basicConstraints that are not critical."},
    Known{X509_V_ERR_CA_CERT_MISSING_KEY_USAGE, "key_usage", "is an authority's and lacks keyUsage."},
    Known{X509_V_ERR_ISSUER_NAME_EMPTY, "empty_name", "does not say who issued it."},
    Known{X509_V_ERR_SUBJECT_NAME_EMPTY, "empty_name", "does not say whose it is."},
    Known{X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER, "authority_key_identifier",
          "lacks authorityKeyIdentifier; the authority has to replace it."},
    Known{X509_V_ERR_AUTHORITY_KEY_IDENTIFIER_CRITICAL, "authority_key_identifier",
          "has an authorityKeyIdentifier that is critical."},
    Known{X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER, "subject_key_identifier",
          "is an authority's and lacks subjectKeyIdentifier; the authority has to replace it."},
    Known{X509_V_ERR_SUBJECT_KEY_IDENTIFIER_CRITICAL, "subject_key_identifier",
          "has a subjectKeyIdentifier that is critical."},
    Known{X509_V_ERR_EMPTY_SUBJECT_ALT_NAME, "subject_alternative_name", "has an empty subjectAltName."},
    Known{X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL, "subject_alternative_name",
          "has no subject, and a subjectAltName that is not critical."},
    Known{X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3, "version", "has extensions, though it is not of version 3."},
    Known{X509_V_ERR_EC_KEY_EXPLICIT_PARAMS, "weak_certificate", "has a key on a curve of its own making."},
};

// One meaning, several numbers.
int canonical(int verify_error) {
  switch (verify_error) {
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return X509_V_ERR_HOSTNAME_MISMATCH;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED: return X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
    case X509_V_ERR_CRL_PATH_VALIDATION_ERROR: return X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER;
    default: return verify_error;
  }
}

std::string subject_of(const Finding& finding, const std::string& host) {
  if (finding.depth == 0) return "The certificate of " + host + " ";
  return "The certificate of an authority of " + host + " (number " + std::to_string(finding.depth) +
         " above its own) ";
}

}  // namespace

Finding finding_of(int verify_error, int depth) {
  const int error = canonical(verify_error);
  const auto* const known =
      std::find_if(kKnown.begin(), kKnown.end(), [error](const Known& row) { return row.verify_error == error; });
  if (known != kKnown.end()) return {known->rule, known->what, depth};
  return {"bad_certificate", std::string("was refused: ") + X509_verify_cert_error_string(verify_error) + ".", depth};
}

Error refused(const Finding& finding, const std::string& host, const std::string& trust_path) {
  std::string what = finding.what;
  if (const auto place = what.find('%'); place != std::string::npos) what.replace(place, 1, trust_path);
  Error error = make_error(ErrorCode::tls, subject_of(finding, host) + what);
  error.rule = finding.rule;
  return error;
}

Error failed_handshake(const std::string& host, const std::string& detail) {
  Error error =
      make_error(ErrorCode::tls,
                 "No TLS connection to " + host + " could be agreed on (" + detail +
                     "); TLS 1.2 or later with a modern cipher is needed, and base_url has to lead to an https port.");
  error.rule = "handshake";
  return error;
}

}  // namespace cfy::tls
