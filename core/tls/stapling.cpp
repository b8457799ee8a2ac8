#include "tls/stapling.hpp"

#include <openssl/err.h>
#include <openssl/ocsp.h>

namespace cfy::tls {
namespace {

constexpr long kLeeway = 300;  // seconds that two clocks may differ

using Response = std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>>;
using Basic = std::unique_ptr<OCSP_BASICRESP, Freed<OCSP_BASICRESP_free>>;
using CertificateId = std::unique_ptr<OCSP_CERTID, Freed<OCSP_CERTID_free>>;

Finding refuse(const char* rule, const char* what) { return {rule, what, 0}; }

Basic read_answer(const unsigned char* data, long size) {
  const Response response(d2i_OCSP_RESPONSE(nullptr, &data, size));
  if (!response || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return nullptr;
  return Basic(OCSP_response_get1_basic(response.get()));
}

// The status of the leaf in the answer, by whichever hash the answer names it.
bool find_status(OCSP_BASICRESP* answer, const X509* leaf, const X509* issuer, int& status) {
  for (int i = 0; i < OCSP_resp_count(answer); ++i) {
    OCSP_SINGLERESP* const single = OCSP_resp_get0(answer, i);
    ASN1_OBJECT* hash = nullptr;
    const OCSP_CERTID* const named = OCSP_SINGLERESP_get0_id(single);
    OCSP_id_get0_info(nullptr, &hash, nullptr, nullptr, const_cast<OCSP_CERTID*>(named));
    const CertificateId wanted(OCSP_cert_to_id(EVP_get_digestbyobj(hash), leaf, issuer));
    if (!wanted || OCSP_id_cmp(wanted.get(), named) != 0) continue;
    ASN1_GENERALIZEDTIME* from = nullptr;
    ASN1_GENERALIZEDTIME* until = nullptr;
    status = OCSP_single_get0_status(single, nullptr, nullptr, &from, &until);
    return until != nullptr && OCSP_check_validity(from, until, kLeeway, -1) == 1;
  }
  return false;
}

Findings judge_answer(SSL* ssl, const unsigned char* data, long size) {
  const Basic answer = read_answer(data, size);
  STACK_OF(X509)* const chain = SSL_get0_verified_chain(ssl);
  if (!answer || sk_X509_num(chain) < 2)
    return refuse("ocsp_malformed", "comes with an OCSP answer that is malformed.");
  // The answer has to be signed by this chain's authority, or by whom that one appointed.
  X509_STORE* const store = SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl));
  if (OCSP_basic_verify(answer.get(), chain, store, OCSP_PARTIAL_CHAIN) != 1) {
    return refuse("ocsp_signature", "comes with an OCSP answer that its authority did not sign.");
  }
  int status = V_OCSP_CERTSTATUS_UNKNOWN;
  if (!find_status(answer.get(), sk_X509_value(chain, 0), sk_X509_value(chain, 1), status)) {
    return refuse("ocsp_stale", "comes with an OCSP answer that is too old, or is about another certificate.");
  }
  if (status == V_OCSP_CERTSTATUS_REVOKED) return finding_of(X509_V_ERR_CERT_REVOKED, 0);
  if (status != V_OCSP_CERTSTATUS_GOOD) return refuse("ocsp_unknown", "is not known to its authority (OCSP).");
  return {};
}

}  // namespace

Findings judge_stapled(SSL* ssl, bool required) {
  // A resumed session was judged when it was made.
  if (SSL_session_reused(ssl) == 1) return {};
  unsigned char* data = nullptr;
  const long size = SSL_get_tlsext_status_ocsp_resp(ssl, &data);
  if (data == nullptr || size <= 0) {
    if (!required) return {};
    return refuse("ocsp_missing",
                  "comes without an OCSP answer, which is required (ocsp); the service has to staple "
                  "one.");
  }
  Findings found = judge_answer(ssl, data, size);
  ERR_clear_error();
  return found;
}

}  // namespace cfy::tls
