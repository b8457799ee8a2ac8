#include "store/store_key.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "secrets/private_file.hpp"

namespace cfy::store {
namespace {

constexpr std::size_t kKeySize = 32;
constexpr std::size_t kTextSize = 44;  // of 32 bytes in base64, padded

Error key_error(const std::string& field, std::string message) {
  Error error = configuration_error(field, std::move(message));
  error.rule = "store_key";
  return error;
}

// Makes the file whole or not at all: under another name first, then linked to its own, which fails if there is one.
Result<void> make_file(const std::string& path) {
  std::array<unsigned char, kKeySize> bytes{};
  std::array<unsigned char, kTextSize + 1> text{};
  if (RAND_priv_bytes(bytes.data(), kKeySize) != 1)
    return make_error(ErrorCode::internal, "No random bytes can be had.");
  EVP_EncodeBlock(text.data(), bytes.data(), kKeySize);
  secrets::wipe(bytes.data(), bytes.size());
  text[kTextSize] = '\n';

  std::string fresh = path + ".XXXXXX";
  const int file = mkostemp(fresh.data(), O_CLOEXEC);  // of mode 0600
  bool made =
      file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(file) == 0;
  secrets::wipe(text.data(), text.size());
  if (file >= 0) close(file);
  made = made && (link(fresh.c_str(), path.c_str()) == 0 || errno == EEXIST);
  const int reason = errno;
  if (file >= 0) unlink(fresh.c_str());
  if (made) return {};
  return key_error(path, path + " can't be made: " + std::generic_category().message(reason) + ".");
}

}  // namespace

Result<StoreKey> StoreKey::from_file(const std::string& path) {
  auto text = secrets::read_private_file(path);
  if (!text && text.error().rule == "missing_file") {
    if (auto made = make_file(path); !made) return std::move(made).error();
    text = secrets::read_private_file(path);
  }
  if (!text) return std::move(text).error();
  std::array<unsigned char, kKeySize + 1> bytes{};
  const std::string_view line = text->view().substr(0, kTextSize);
  const bool fit = text->view().size() <= kTextSize + 1 && line.size() == kTextSize &&
                   EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(line.data()),
                                   static_cast<int>(kTextSize)) == static_cast<int>(kKeySize) + 1;
  auto key = secrets::Secret::copy_of({reinterpret_cast<const char*>(bytes.data()), kKeySize});
  secrets::wipe(bytes.data(), bytes.size());
  if (!fit) {
    return key_error(path, path +
                               " holds no key of a store: it is one line of base64, of 32 bytes. Restore it, or "
                               "remove it with the store that it was for.");
  }
  if (!key) return std::move(key).error();
  return StoreKey(*std::move(key), false);
}

StoreKey StoreKey::from_passphrase(secrets::Secret passphrase) { return {std::move(passphrase), true}; }

Result<StoreKey> StoreKey::from_bytes(secrets::Secret key) {
  if (key.size() != kKeySize) return key_error("store_key", "The key of a store has 32 bytes.");
  return StoreKey(std::move(key), false);
}

Result<secrets::Secret> StoreKey::derive(const Salt& salt) const {
  if (!passphrase_) return material_;
  constexpr std::uint64_t kCost = std::uint64_t{1} << 15U;
  constexpr std::uint64_t kBlock = 8;
  constexpr std::uint64_t kMemory = std::uint64_t{64} << 20U;
  std::array<unsigned char, kKeySize> bytes{};
  const std::string_view passphrase = material_.reveal();
  if (EVP_PBE_scrypt(passphrase.data(), passphrase.size(), salt.data(), salt.size(), kCost, kBlock, 1, kMemory,
                     bytes.data(), bytes.size()) != 1) {
    return make_error(ErrorCode::internal, "scrypt failed: is there memory?");
  }
  auto key = secrets::Secret::copy_of({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  secrets::wipe(bytes.data(), bytes.size());
  return key;
}

}  // namespace cfy::store
