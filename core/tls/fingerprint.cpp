#include "tls/fingerprint.hpp"

#include <openssl/evp.h>

namespace cfy::tls {

std::string spki_sha256(const X509* certificate) {
  unsigned char* spki = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &spki);
  if (size <= 0) return {};
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int digest_size = 0;
  const int done = EVP_Digest(spki, static_cast<std::size_t>(size), digest, &digest_size, EVP_sha256(), nullptr);
  OPENSSL_free(spki);
  if (done != 1) return {};
  unsigned char text[4 * ((EVP_MAX_MD_SIZE + 2) / 3) + 1];
  const int written = EVP_EncodeBlock(text, digest, static_cast<int>(digest_size));
  return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(written)};
}

}  // namespace cfy::tls
