#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <openssl/evp.h>

#include "base/result.hpp"
#include "oauth/algorithm.hpp"

namespace cfy::oauth {

// An asymmetric key, parsed once and shared by all that use it. OpenSSL lets any number of threads verify with one.
using KeyHandle = std::shared_ptr<EVP_PKEY>;

// Big-endian integers without leading zeros, as JWK has them. The private parts of an RSA key come all or not at all.
struct RsaParts {
  std::string_view n, e;
  std::string_view d, p, q, dp, dq, qi;
};

// Builds an RSA key. Refused: a modulus under 2048 or over 16384 bits (rules weak_key, jwk_size), an even modulus, an
// exponent that is 1, even or longer than 64 bits (weak_exponent), and a modulus with the form of the broken generator
// ROCA (CVE-2017-15361; rule weak_key).
Result<KeyHandle> make_rsa_key(const RsaParts& parts);

// Builds a key on P-256, P-384 or P-521 from coordinates of the curve's exact length (rule jwk_size) and, for signing,
// the private number `d`. A point that is not on the curve has the rule not_on_curve; any other `crv` unknown_curve.
Result<KeyHandle> make_ec_key(std::string_view curve, std::string_view x, std::string_view y, std::string_view d);

// Builds an Ed25519 or Ed448 key; from `d` when it is there. Refuses Ed25519 points of small order (weak_key): anybody
// can sign for those.
Result<KeyHandle> make_okp_key(std::string_view curve, std::string_view x, std::string_view d);

// `crv` of an EC or OKP key; empty for RSA and whatever has no name in JOSE.
std::string curve_of(const EVP_PKEY& key);

// Whether the algorithm is one for keys of this type and curve.
bool key_fits(const EVP_PKEY& key, Algorithm algorithm);

// The key's public members as a JWK, in the order and form that RFC 7638 hashes: also its shortest spelling.
Result<std::string> public_jwk(const EVP_PKEY& key);

// Whether `signature`, in JOSE's form, is the key's over `input`. Errors: signature_length (ECDSA and EdDSA have one
// length only), signature_invalid.
Result<void> verify_signature(EVP_PKEY& key, Algorithm algorithm, std::string_view input, std::string_view signature);

// Signs in JOSE's form. The key must be private and fit the algorithm.
Result<std::string> make_signature(EVP_PKEY& key, Algorithm algorithm, std::string_view input);

}  // namespace cfy::oauth
