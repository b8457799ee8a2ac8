#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::store {

// What the key of a store is made from.
class StoreKey {
 public:
  // 256 random bits in a file of mode 0600, base64url in one line; made if it is not there. Errors (configuration): those
  // of read_private_file(), and store_key where the file holds something else.
  static Result<StoreKey> from_file(const std::string& path);
  // Stretched by scrypt (RFC 7914; N = 2^15, r = 8, p = 1: 32 MiB and about 0.1 s), with the store's own salt.
  static StoreKey from_passphrase(secrets::Secret passphrase);
  // 32 bytes from elsewhere, such as the keyring.
  static Result<StoreKey> from_bytes(secrets::Secret key);

  static constexpr std::size_t kSaltSize = 16;
  using Salt = std::array<unsigned char, kSaltSize>;

  // The 32 bytes for a store with this salt.
  [[nodiscard]] Result<secrets::Secret> derive(const Salt& salt) const;
  [[nodiscard]] bool is_passphrase() const noexcept { return passphrase_; }

 private:
  StoreKey(secrets::Secret material, bool passphrase) : material_(std::move(material)), passphrase_(passphrase) {}

  secrets::Secret material_;
  bool passphrase_;
};

}  // namespace cfy::store
