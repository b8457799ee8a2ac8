#include "tls/judgement.hpp"

#include <openssl/err.h>

#include "tls/judgement_checks.hpp"
#include "tls/judgement_paths.hpp"

namespace cfy::tls {
namespace {

// Certificates in a path, the anchor included. Real ones have 2 to 5.
constexpr int kLongestPath = 12;
// RSA with 112 bits of security: 2048 bits and more.
constexpr int kSecurityLevel = 2;

std::vector<Certificate> shared(const Path& path) {
  std::vector<Certificate> chain;
  for (X509* const certificate : path) {
    X509_up_ref(certificate);
    chain.emplace_back(certificate);
  }
  return chain;
}

Path path_in(const X509_STORE_CTX* context) {
  Path path;
  const STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(context);
  for (int i = 0; i < sk_X509_num(chain); ++i) path.push_back(sk_X509_value(chain, i));
  return path;
}

bool is_about_crl(int error) {
  switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
    case X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION:
    case X509_V_ERR_DIFFERENT_CRL_SCOPE:
    case X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
    case X509_V_ERR_CERT_REVOKED: return true;
    default: return false;
  }
}

// Whoever put an anchor into the trust store answered for it: it needs no keyUsage to say what it is for, and it cannot
// revoke itself.
bool is_allowed_for_anchor(const X509_STORE_CTX* context, int error) {
  const int anchor = sk_X509_num(X509_STORE_CTX_get0_chain(context)) - 1;
  return X509_STORE_CTX_get_error_depth(context) == anchor && anchor > 0 &&
         (error == X509_V_ERR_CA_CERT_MISSING_KEY_USAGE || is_about_crl(error));
}

// notAfter belongs to the time of validity (RFC 5280 section 4.1.2.5); OpenSSL ends a second before.
bool is_last_second(X509_STORE_CTX* context, int error) {
  return error == X509_V_ERR_CERT_HAS_EXPIRED &&
         ASN1_TIME_cmp_time_t(X509_get0_notAfter(X509_STORE_CTX_get_current_cert(context)),
                              X509_VERIFY_PARAM_get_time(X509_STORE_CTX_get0_param(context))) == 0;
}

int allow(int verified, X509_STORE_CTX* context) {
  if (verified == 1) return 1;
  const int error = X509_STORE_CTX_get_error(context);
  if (!is_allowed_for_anchor(context, error) && !is_last_second(context, error)) return 0;
  X509_STORE_CTX_set_error(context, X509_V_OK);
  return 1;
}

void set_parameters(X509_STORE_CTX* context, const JudgementRequest& request) {
  X509_VERIFY_PARAM* const parameters = X509_STORE_CTX_get0_param(context);
  unsigned long flags = X509_V_FLAG_X509_STRICT | X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_POLICY_CHECK;
  if (!request.crls.empty()) flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
  X509_VERIFY_PARAM_set_flags(parameters, flags);
  X509_VERIFY_PARAM_set_time(parameters, static_cast<time_t>(request.at));
  X509_VERIFY_PARAM_set_depth(parameters, kLongestPath);
  X509_VERIFY_PARAM_set_auth_level(parameters, kSecurityLevel);
  X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
  // Names stand in subjectAltName alone, for constraints as for hosts.
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
}

// OpenSSL's judgement of one path: it is given these certificates and no others.
Findings verify(const Path& path, const JudgementRequest& request, Path& verified) {
  const Finding no_memory{"bad_certificate", "could not be judged: there is no memory.", 0};
  const StoreContext context(X509_STORE_CTX_new());
  const CertificateStack between(sk_X509_new_null());
  const CertificateStack anchor(sk_X509_new_null());
  const CrlStack crls(sk_X509_CRL_new_null());
  if (!context || !between || !anchor || !crls) return no_memory;
  for (std::size_t i = 1; i + 1 < path.size(); ++i) {
    if (sk_X509_push(between.get(), path[i]) == 0) return no_memory;
  }
  for (X509_CRL* const crl : request.crls) {
    if (sk_X509_CRL_push(crls.get(), crl) == 0) return no_memory;
  }
  if (sk_X509_push(anchor.get(), path.back()) == 0 ||
      X509_STORE_CTX_init(context.get(), nullptr, path.front(), between.get()) != 1) {
    return no_memory;
  }
  X509_STORE_CTX_set0_trusted_stack(context.get(), anchor.get());
  X509_STORE_CTX_set0_crls(context.get(), crls.get());
  X509_STORE_CTX_set_verify_cb(context.get(), allow);
  set_parameters(context.get(), request);
  const int accepted = X509_verify_cert(context.get());
  ERR_clear_error();
  verified = path_in(context.get());
  if (accepted == 1) return {};
  return finding_of(X509_STORE_CTX_get_error(context.get()), X509_STORE_CTX_get_error_depth(context.get()));
}

// A structure that is wrong is told before what follows from it.
Findings judge_path(const Path& path, const JudgementRequest& request) {
  if (auto found = check_certificates(path)) return found;
  if (auto found = check_constraints(path)) return found;
  Path verified;
  if (auto found = verify(path, request, verified)) return found;
  // OpenSSL may have found a shorter way with the same certificates; that one has to hold by itself.
  if (verified != path) {
    if (auto found = check_certificates(verified)) return found;
    if (auto found = check_constraints(verified)) return found;
  }
  if (auto found = check_revocation(verified, request.crls)) return found;
  return check_name(path.front(), request.name);
}

Finding no_path(X509* leaf) {
  const bool own = X509_NAME_cmp(X509_get_subject_name(leaf), X509_get_issuer_name(leaf)) == 0;
  return finding_of(own ? X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT : X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 0);
}

}  // namespace

Judgement judge(const JudgementRequest& request) {
  Judgement judgement;
  // What is wrong with the certificate itself is the reason to tell, wherever it comes from.
  if (auto found = check_leaf(request.leaf)) {
    judgement.finding = std::move(found);
    return judgement;
  }
  PathFinder finder(request);
  while (const Path* path = finder.next()) {
    Findings found = judge_path(*path, request);
    if (!found) {
      judgement.finding.reset();
      judgement.chain = shared(*path);
      return judgement;
    }
    if (judgement.chain.empty()) {
      judgement.finding = std::move(found);
      judgement.chain = shared(*path);
    }
  }
  if (judgement.chain.empty()) judgement.finding = no_path(request.leaf);
  return judgement;
}

}  // namespace cfy::tls
