#include "tls/policy.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace cfy::tls {
namespace {

// Forward secrecy and authenticated encryption, nothing else. TLS 1.3 has no others.
constexpr const char* kCiphersOfTls12 = "ECDHE+AESGCM:ECDHE+CHACHA20";

bool expect_host(X509_VERIFY_PARAM* parameters, const std::string& host) {
  X509_VERIFY_PARAM_set_hostflags(parameters,
                                  X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  // An address is an address only if all of it is one; everything else is a name.
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1) return true;
  ERR_clear_error();
  return X509_VERIFY_PARAM_set1_host(parameters, host.data(), host.size()) == 1;
}

int verification_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

// Notes what OpenSSL found, and changes nothing of it. SSL_get_verify_result() is too late for that: its caller, libcurl,
// keeps it only for some of the errors.
int note_verification(int verified, X509_STORE_CTX* store) {
  if (verified != 1) {
    auto* const ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto* const found = static_cast<Verification*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), verification_index()));
    if (found->result == X509_V_OK) found->result = X509_STORE_CTX_get_error(store);
  }
  return verified;
}

}  // namespace

Result<void> apply(const Policy& policy, const std::string& host, SSL_CTX* context, Verification& verification) {
  verification = Verification();
  SSL_CTX_set_ex_data(context, verification_index(), &verification);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, note_verification);
  SSL_CTX_set1_cert_store(context, policy.trust->get());
  if (SSL_CTX_set_min_proto_version(context, policy.least_version) != 1 ||
      SSL_CTX_set_cipher_list(context, kCiphersOfTls12) != 1 || !expect_host(SSL_CTX_get0_param(context), host)) {
    ERR_clear_error();
    return make_error(ErrorCode::tls,
                      "The TLS policy cannot be enforced with this OpenSSL; version 3.0 or later is needed.");
  }
  return {};
}

}  // namespace cfy::tls
