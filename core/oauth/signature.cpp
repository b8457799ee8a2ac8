// The half of key.hpp that signs and verifies.
#include <algorithm>
#include <array>

#include <openssl/err.h>
#include <openssl/rsa.h>

#include "oauth/key.hpp"
#include "oauth/key_parts.hpp"
#include "oauth/refusal.hpp"

namespace cfy::oauth {
namespace {

Error wrong_length() {
  return refused("signature", "signature_length",
                 "The signature doesn't have the length that its algorithm gives it; the token was not issued so.");
}

Error wrong_signature() {
  return refused("signature", "signature_invalid",
                 "The signature is not the key's over this token: it was changed, or signed by somebody else.");
}

// What JOSE has of fixed length, OpenSSL has as DER. Half of a signature of ECDSA, in bytes.
std::size_t half_of(Algorithm algorithm) noexcept {
  return algorithm == Algorithm::es512 ? 66 : traits(algorithm).digest_size;
}

std::size_t length_of(const EVP_PKEY& key, Algorithm algorithm) {
  if (traits(algorithm).family == Family::ecdsa) return 2 * half_of(algorithm);
  return static_cast<std::size_t>(EVP_PKEY_get_size(&key));
}

std::string to_der(Algorithm algorithm, std::string_view signature) {
  const std::size_t half = half_of(algorithm);
  const SignaturePair pair(ECDSA_SIG_new());
  Number r = number_from(signature.substr(0, half));
  Number s = number_from(signature.substr(half));
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  std::string der(static_cast<std::size_t>(std::max(0, i2d_ECDSA_SIG(pair.get(), nullptr))), '\0');
  unsigned char* end = bytes_of(der);
  i2d_ECDSA_SIG(pair.get(), &end);
  return der;
}

std::string from_der(Algorithm algorithm, const std::string& der) {
  const unsigned char* begin = bytes_of(std::string_view(der));
  const SignaturePair pair(d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size())));
  if (!pair) return {};
  const std::size_t half = half_of(algorithm);
  return bytes_from(*ECDSA_SIG_get0_r(pair.get()), half) + bytes_from(*ECDSA_SIG_get0_s(pair.get()), half);
}

// PSS as RFC 7518 section 3.5 has it: the same digest in MGF1, and a salt as long as the digest.
bool set_padding(EVP_PKEY_CTX* context, Algorithm algorithm) {
  if (traits(algorithm).family != Family::rsa_pss) return true;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest_of(algorithm)) == 1;
}

// A context that is ready to verify with a key, to be copied: making one costs OpenSSL 3.0 a sixth of an RSA verification.
// Each thread keeps its last few. A context holds its key, so that while it is kept no other key has the same address.
const EVP_MD_CTX* prepared_context(EVP_PKEY& key, Algorithm algorithm) {
  struct Prepared {
    const EVP_PKEY* key = nullptr;
    Algorithm algorithm = Algorithm::es256;
    DigestContext context;
  };
  thread_local std::array<Prepared, 4> kept;
  thread_local std::size_t oldest = 0;
  for (const Prepared& entry : kept) {
    if (entry.key == &key && entry.algorithm == algorithm) return entry.context.get();
  }
  DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* settings = nullptr;
  const bool ready = context &&
                     EVP_DigestVerifyInit(context.get(), &settings, digest_of(algorithm), nullptr, &key) == 1 &&
                     set_padding(settings, algorithm);
  if (!ready) return nullptr;
  kept[oldest] = {&key, algorithm, std::move(context)};
  const EVP_MD_CTX* const made = kept[oldest].context.get();
  oldest = (oldest + 1) % kept.size();
  return made;
}

}  // namespace

Result<void> verify_signature(EVP_PKEY& key, Algorithm algorithm, std::string_view input, std::string_view signature) {
  if (signature.size() != length_of(key, algorithm)) return wrong_length();
  std::string der;
  if (traits(algorithm).family == Family::ecdsa) {
    der = to_der(algorithm, signature);
    signature = der;
  }
  const EVP_MD_CTX* const prepared = prepared_context(key, algorithm);
  const DigestContext context(prepared == nullptr ? nullptr : EVP_MD_CTX_new());
  const bool valid =
      context && EVP_MD_CTX_copy_ex(context.get(), prepared) == 1 &&
      EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(input), input.size()) == 1;
  if (valid) return {};
  ERR_clear_error();
  return wrong_signature();
}

Result<std::string> make_signature(EVP_PKEY& key, Algorithm algorithm, std::string_view input) {
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* settings = nullptr;
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(&key)), '\0');
  std::size_t size = signature.size();
  const bool made = context && EVP_DigestSignInit(context.get(), &settings, digest_of(algorithm), nullptr, &key) == 1 &&
                    set_padding(settings, algorithm) &&
                    EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(input), input.size()) == 1;
  if (!made) {
    ERR_clear_error();
    return make_error(ErrorCode::internal, "OpenSSL could not sign with this key.");
  }
  signature.resize(size);
  return traits(algorithm).family == Family::ecdsa ? from_der(algorithm, signature) : std::move(signature);
}

}  // namespace cfy::oauth
