#include "store/sealed_box.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>

namespace cfy::store {
namespace {

constexpr std::string_view kMagic = "CFYSTORE";
constexpr char kVersion = 1;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;
constexpr std::size_t kSaltAt = kMagic.size() + 2;
constexpr std::size_t kNonceAt = kSaltAt + StoreKey::kSaltSize;
constexpr std::size_t kHeaderSize = kNonceAt + kNonceSize;

struct ContextDeleter {
  void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, ContextDeleter>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

Result<std::string> seal(std::string_view text, const secrets::Secret& key, const StoreKey::Salt& salt,
                         bool passphrase) {
  std::string sealed(kHeaderSize + text.size() + kTagSize, '\0');
  std::copy(kMagic.begin(), kMagic.end(), sealed.begin());
  sealed[kMagic.size()] = kVersion;
  sealed[kMagic.size() + 1] = passphrase ? 1 : 0;
  std::copy(salt.begin(), salt.end(), bytes_of(sealed) + kSaltAt);
  unsigned char* const nonce = bytes_of(sealed) + kNonceAt;
  const Context context(EVP_CIPHER_CTX_new());
  int length = 0;
  const bool done =
      context && RAND_bytes(nonce, kNonceSize) == 1 &&
      EVP_EncryptInit_ex2(context.get(), EVP_aes_256_gcm(), bytes_of(key.reveal()), nonce, nullptr) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &length, bytes_of(sealed), static_cast<int>(kHeaderSize)) == 1 &&
      EVP_EncryptUpdate(context.get(), bytes_of(sealed) + kHeaderSize, &length, bytes_of(text),
                        static_cast<int>(text.size())) == 1 &&
      EVP_EncryptFinal_ex(context.get(), bytes_of(sealed) + kHeaderSize + text.size(), &length) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kTagSize),
                          bytes_of(sealed) + kHeaderSize + text.size()) == 1;
  if (!done) return make_error(ErrorCode::internal, "The store could not be encrypted.");
  return sealed;
}

Result<SealedHeader> read_header(std::string_view sealed) {
  if (sealed.size() < kHeaderSize + kTagSize || !sealed.starts_with(kMagic) || sealed[kMagic.size()] != kVersion ||
      static_cast<unsigned char>(sealed[kMagic.size() + 1]) > 1) {
    Error error = configuration_error("store", "This is no store, or one that a later version wrote.");
    error.rule = "store_damaged";
    return error;
  }
  SealedHeader header;
  std::copy_n(bytes_of(sealed) + kSaltAt, StoreKey::kSaltSize, header.salt.begin());
  header.passphrase = sealed[kMagic.size() + 1] == 1;
  return header;
}

Result<secrets::PrivateText> open_sealed(std::string_view sealed, const secrets::Secret& key) {
  const std::string_view body = sealed.substr(kHeaderSize, sealed.size() - kHeaderSize - kTagSize);
  std::string tag(sealed.substr(sealed.size() - kTagSize));
  std::string text(body.size(), '\0');
  const Context context(EVP_CIPHER_CTX_new());
  int length = 0;
  const bool done =
      context &&
      EVP_DecryptInit_ex2(context.get(), EVP_aes_256_gcm(), bytes_of(key.reveal()), bytes_of(sealed) + kNonceAt,
                          nullptr) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &length, bytes_of(sealed), static_cast<int>(kHeaderSize)) == 1 &&
      EVP_DecryptUpdate(context.get(), bytes_of(text), &length, bytes_of(body), static_cast<int>(body.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kTagSize), tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), bytes_of(text) + body.size(), &length) == 1;
  secrets::PrivateText opened(std::move(text));  // wiped where it isn't answered
  if (done) return opened;
  Error error = configuration_error("store", "It can't be opened: the key is another one, or it was changed since.");
  error.rule = "store_key";
  return error;
}

}  // namespace cfy::store
