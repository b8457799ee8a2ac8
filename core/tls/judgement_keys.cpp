#include <algorithm>
#include <array>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "tls/judgement_checks.hpp"

// The algorithms of the Baseline Requirements, sections 6.1.5 and 7.1.3.2: those that every client of the Web has.

namespace cfy::tls {
namespace {

constexpr int kLeastRsaBits = 2048;

constexpr std::array kCurves = {NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1};
constexpr std::array kSignatures = {NID_sha256WithRSAEncryption, NID_sha384WithRSAEncryption,
                                    NID_sha512WithRSAEncryption, NID_ecdsa_with_SHA256,
                                    NID_ecdsa_with_SHA384,       NID_ecdsa_with_SHA512};
constexpr std::array kHashes = {NID_sha256, NID_sha384, NID_sha512};

template <class Array>
bool holds(const Array& allowed, int kind) {
  return std::find(allowed.begin(), allowed.end(), kind) != allowed.end();
}

Finding weak(std::string what) { return {"weak_certificate", std::move(what), 0}; }

Findings check_rsa(const EVP_PKEY* key) {
  const int bits = EVP_PKEY_get_bits(key);
  if (bits < kLeastRsaBits || bits % 8 != 0) {
    return weak("has an RSA key of " + std::to_string(bits) + " bits; 2048 or more are needed, in whole octets.");
  }
  return {};
}

Findings check_curve(const EVP_PKEY* key) {
  char name[80] = {};
  std::size_t size = 0;
  // The parameters have to be a curve's name: whoever writes them out can choose them.
  if (EVP_PKEY_get_group_name(key, name, sizeof name, &size) != 1 || !holds(kCurves, OBJ_txt2nid(name))) {
    return weak("has a key on a curve other than P-256, P-384 and P-521.");
  }
  return {};
}

using Pss = std::unique_ptr<RSA_PSS_PARAMS, Freed<RSA_PSS_PARAMS_free>>;

// The hash of RSASSA-PSS stands in its parameters; SHA-1 where there are none.
bool is_strong_pss(const X509_ALGOR* algorithm) {
  const Pss parameters(
      static_cast<RSA_PSS_PARAMS*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(RSA_PSS_PARAMS), algorithm->parameter)));
  if (!parameters || parameters->hashAlgorithm == nullptr) return false;
  return holds(kHashes, OBJ_obj2nid(parameters->hashAlgorithm->algorithm));
}

}  // namespace

Findings check_key(X509* certificate) {
  const EVP_PKEY* const key = X509_get0_pubkey(certificate);
  ERR_clear_error();
  if (key == nullptr) return Finding{"malformed_key", "has a key that cannot be read.", 0};
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA: return check_rsa(key);
    case EVP_PKEY_EC: return check_curve(key);
    default: return weak("has a key of a kind other than RSA and ECDSA.");
  }
}

Findings check_signature_algorithm(const X509_ALGOR* algorithm) {
  const int kind = OBJ_obj2nid(algorithm->algorithm);
  if (kind == NID_rsassaPss ? is_strong_pss(algorithm) : holds(kSignatures, kind)) return {};
  return weak("is signed with an algorithm other than RSA and ECDSA with SHA-256, SHA-384 or SHA-512.");
}

}  // namespace cfy::tls
