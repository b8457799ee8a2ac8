#include "sandbox/oauth/id_token.hpp"

#include <memory>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <nlohmann/json.hpp>

#include "oauth/base64url.hpp"

namespace cfy::sandbox {
namespace {

template <auto free_function>
struct Deleter {
  template <class T>
  void operator()(T* object) const noexcept {
    free_function(object);
  }
};

// The left half of the SHA-256, OpenID Connect Core section 3.1.3.6.
std::string left_half_hash(std::string_view text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return oauth::base64url_encode(std::string_view(digest).substr(0, SHA256_DIGEST_LENGTH / 2));
}

}  // namespace

secrets::Secret make_private_key() {
  const std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>> key(EVP_EC_gen("P-256"));
  const std::unique_ptr<BIO, Deleter<BIO_free_all>> memory(BIO_new(BIO_s_secmem()));
  if (!key || !memory ||
      PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    throw std::runtime_error("OpenSSL made no key");
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  auto pem = secrets::Secret::copy_of({data, static_cast<std::size_t>(size)});
  if (!pem) throw std::runtime_error(pem.error().message);
  return *std::move(pem);
}

std::string jwk_set(const oauth::Signer& signer) {
  auto key = nlohmann::json::parse(signer.public_key());
  key["use"] = "sig";
  key["alg"] = oauth::traits(signer.algorithm()).name;
  if (!signer.kid().empty()) key["kid"] = signer.kid();
  return nlohmann::json{{"keys", nlohmann::json::array({std::move(key)})}}.dump();
}

Result<std::string> make_id_token(const Realm& realm, const IdTokenWish& wish) {
  const std::int64_t now = realm.now();
  nlohmann::ordered_json claims = {{"iss", realm.issuer},
                                   {"sub", wish.subject},
                                   {"aud", wish.client},
                                   {"azp", wish.client},
                                   {"iat", now},
                                   {"exp", now + realm.token_lifetime},
                                   {"auth_time", wish.auth_time},
                                   {"at_hash", left_half_hash(wish.access_token)}};
  if (!wish.nonce.empty()) claims["nonce"] = wish.nonce;
  return realm.signer.sign({{"typ", "JWT"}}, claims.dump());
}

}  // namespace cfy::sandbox
