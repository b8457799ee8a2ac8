#include "tls/verdict.hpp"

#include <openssl/x509_vfy.h>

namespace cfy::tls {
namespace {

Error tls_error(const char* rule, std::string message) {
  Error error = make_error(ErrorCode::tls, std::move(message));
  error.rule = rule;
  return error;
}

}  // namespace

Error refused_certificate(long verify_result, const std::string& host, const std::string& trust_path) {
  const std::string of = "The certificate of " + host;
  switch (verify_result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return tls_error("certificate_expired",
                       of + " has expired; the service has to renew it, or this machine's clock is wrong.");
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return tls_error("certificate_not_yet_valid", of + " is not valid yet; check this machine's clock.");
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return tls_error("hostname_mismatch",
                       of + " does not name it as a subjectAltName; check base_url, or somebody stands in between.");
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return tls_error("self_signed", of + " is signed by itself and is not in " + trust_path +
                                          "; set ca_file to a file that holds it, if it is really yours.");
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:  // of the same name as a known one, but not that one
      return tls_error(
          "unknown_authority",
          of + " comes from an authority that is not in " + trust_path +
              "; set ca_file to the authority's certificate (for the sandbox: the ca_file that it wrote down).");
    case X509_V_ERR_INVALID_PURPOSE:
      return tls_error("wrong_purpose", of + " is not meant for servers; the service needs one with serverAuth.");
    case X509_V_ERR_CERT_REVOKED:
      return tls_error("revoked", of + " was revoked by its authority; the service has to replace it.");
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return tls_error("weak_certificate",
                       of + " has a key or signature that is too weak; the service has to replace it.");
    default:
      return tls_error("bad_certificate", of + " was refused: " + X509_verify_cert_error_string(verify_result) + ".");
  }
}

Error failed_handshake(const std::string& host, const std::string& detail) {
  return tls_error(
      "handshake",
      "No TLS connection to " + host + " could be agreed on (" + detail +
          "); TLS 1.2 or later with a modern cipher is needed, and base_url has to lead to an https port.");
}

}  // namespace cfy::tls
