// Owners of what OpenSSL hands out, and numbers in the form that JOSE gives them.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>

namespace cfy::oauth {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};

// A number may be a private one: all are wiped when they go.
using Number = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;
using SignaturePair = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;

inline const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* bytes_of(std::string& text) noexcept { return reinterpret_cast<unsigned char*>(text.data()); }

inline Number number_from(std::string_view bytes) {
  return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

// Big-endian, of `size` bytes; as short as it can be for 0.
inline std::string bytes_from(const BIGNUM& number, std::size_t size = 0) {
  std::string bytes(size == 0 ? static_cast<std::size_t>(BN_num_bytes(&number)) : size, '\0');
  BN_bn2binpad(&number, bytes_of(bytes), static_cast<int>(bytes.size()));
  return bytes;
}

}  // namespace cfy::oauth
