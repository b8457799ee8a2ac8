#include "tls/verifier.hpp"

#include <chrono>
#include <new>

#include <openssl/err.h>

#include "tls/judgement.hpp"
#include "tls/stapling.hpp"

namespace cfy::tls {
namespace {

// What the callback needs; the context owns it.
struct Duty {
  const Policy& policy;
  PeerName name;
  Verification& verification;
};

void free_duty(void* /*parent*/, void* duty, CRYPTO_EX_DATA* /*data*/, int /*index*/, long /*number*/,
               void* /*argument*/) {
  delete static_cast<Duty*>(duty);
}

int duty_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_duty);
  return index;
}

std::vector<Certificate> anchors_of(X509_STORE_CTX* context, const X509_NAME* subject) {
  std::vector<Certificate> found;
  STACK_OF(X509)* const all = X509_STORE_CTX_get1_certs(context, subject);
  for (int i = 0; i < sk_X509_num(all); ++i) found.emplace_back(sk_X509_value(all, i));
  sk_X509_free(all);
  ERR_clear_error();
  return found;
}

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Hands the chain over to OpenSSL, which has further use for it.
bool give_chain(const std::vector<Certificate>& chain, X509_STORE_CTX* context) {
  STACK_OF(X509)* const stack = sk_X509_new_null();
  for (const Certificate& certificate : chain) {
    if (stack == nullptr || sk_X509_push(stack, certificate.get()) == 0) {
      sk_X509_pop_free(stack, X509_free);
      return false;
    }
    X509_up_ref(certificate.get());
  }
  X509_STORE_CTX_set0_verified_chain(context, stack);
  return true;
}

Findings judge_peer(Duty& duty, X509_STORE_CTX* context) {
  JudgementRequest request;
  request.leaf = X509_STORE_CTX_get0_cert(context);
  request.untrusted = X509_STORE_CTX_get0_untrusted(context);
  request.find_anchors = [context](const X509_NAME* subject) { return anchors_of(context, subject); };
  request.name = duty.name;
  request.at = now();
  // Held here: the file may change while they are looked at.
  const CrlFile::Lists crls = duty.policy.crls ? duty.policy.crls->lists() : nullptr;
  for (std::size_t i = 0; crls && i < crls->size(); ++i) request.crls.push_back((*crls)[i].get());
  Judgement judgement = judge(request);
  if (!judgement.finding) {
    Findings pinned = duty.policy.pins.check(judgement.chain, request.at);
    (duty.policy.pins.reports_only() ? duty.verification.reported : judgement.finding) = std::move(pinned);
  }
  if (!judgement.finding && !give_chain(judgement.chain, context)) {
    return Finding{"bad_certificate", "could not be judged: there is no memory.", 0};
  }
  if (judgement.chain.empty()) {
    X509_up_ref(request.leaf);
    judgement.chain.emplace_back(request.leaf);
  }
  duty.verification.chain = std::move(judgement.chain);
  return std::move(judgement.finding);
}

// The answer to OpenSSL: 1 only if nothing was found.
int on_certificates(X509_STORE_CTX* context, void* argument) {
  auto& duty = *static_cast<Duty*>(argument);
  X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
  try {
    duty.verification.finding = judge_peer(duty, context);
    if (duty.verification.finding) return 0;
  } catch (const std::exception&) {
    return 0;
  }
  X509_STORE_CTX_set_error(context, X509_V_OK);
  return 1;
}

// The answer to OpenSSL: 1 to go on, 0 to end the handshake.
int on_status(SSL* ssl, void* argument) {
  auto& duty = *static_cast<Duty*>(argument);
  try {
    duty.verification.finding = judge_stapled(ssl, duty.policy.ocsp == Ocsp::required);
    return duty.verification.finding ? 0 : 1;
  } catch (const std::exception&) {
    return 0;
  }
}

}  // namespace

Result<void> verify_by_judgement(const Policy& policy, const std::string& host, SSL_CTX* context,
                                 Verification& verification) {
  Result<PeerName> name = PeerName::parse(host);
  if (!name) return std::move(name).error();
  auto* const duty = new Duty{policy, *std::move(name), verification};
  // An earlier one is let go of by hand: the context frees only the last.
  delete static_cast<Duty*>(SSL_CTX_get_ex_data(context, duty_index()));
  if (SSL_CTX_set_ex_data(context, duty_index(), duty) != 1) {
    delete duty;
    return make_error(ErrorCode::internal, "There is no memory for a connection.");
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, on_certificates, duty);
  SSL_CTX_set1_cert_store(context, policy.trust->get());
  if (policy.ocsp != Ocsp::off) {
    SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp);
    SSL_CTX_set_tlsext_status_cb(context, on_status);
    SSL_CTX_set_tlsext_status_arg(context, duty);
  }
  return {};
}

}  // namespace cfy::tls
