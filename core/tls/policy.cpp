#include "tls/policy.hpp"

#include <openssl/err.h>

#include "tls/stapling.hpp"
#include "tls/verifier.hpp"

namespace cfy::tls {
namespace {

// Forward secrecy and authenticated encryption, nothing else. TLS 1.3 has no others.
constexpr const char* kCiphersOfTls12 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr const char* kGroups = "X25519:P-256:P-384";

using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;

}  // namespace

Result<void> check_enforceable(const Policy& policy) {
  const Context context(SSL_CTX_new(TLS_client_method()));
  if (!context) return make_error(ErrorCode::internal, "There is no memory for a connection.");
  Verification unused;
  return apply(policy, "localhost", context.get(), unused);
}

Result<void> apply(const Policy& policy, const std::string& host, SSL_CTX* context, Verification& verification) {
  verification = Verification();
  if (Result<void> verifying = verify_by_judgement(policy, host, context, verification); !verifying) return verifying;
  // Whoever was judged is who stays.
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
  if (SSL_CTX_set_min_proto_version(context, policy.least_version) != 1 ||
      SSL_CTX_set_cipher_list(context, kCiphersOfTls12) != 1 || SSL_CTX_set1_groups_list(context, kGroups) != 1) {
    ERR_clear_error();
    return make_error(ErrorCode::tls,
                      "The TLS policy cannot be enforced with this OpenSSL; version 3.0 or later is needed.");
  }
  if (policy.identity) return policy.identity->use_in(context);
  return {};
}

}  // namespace cfy::tls
