#include "oauth/dpop_key.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>

#include "oauth/key_parts.hpp"

namespace cfy::oauth {
namespace {

using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

Error no_key() { return make_error(ErrorCode::internal, "No key could be made to bind tokens to."); }

}  // namespace

Result<DpopKey> DpopKey::generate() {
  const KeyHandle key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  // A memory of OpenSSL's that wipes what it gives back.
  const Bio text(BIO_new(BIO_s_secmem()));
  if (!key || !text || PEM_write_bio_PKCS8PrivateKey(text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return no_key();
  char* begin = nullptr;
  const long size = BIO_get_mem_data(text.get(), &begin);
  if (size <= 0) return no_key();
  Result<secrets::Secret> pem = secrets::Secret::copy_of({begin, static_cast<std::size_t>(size)});
  if (!pem) return std::move(pem).error();
  return from_pem(*std::move(pem));
}

Result<DpopKey> DpopKey::from_pem(secrets::Secret pem) {
  Result<Signer> signer = Signer::from_pem(pem, std::nullopt);
  if (!signer) return std::move(signer).error();
  return DpopKey(*std::move(signer), std::move(pem));
}

}  // namespace cfy::oauth
