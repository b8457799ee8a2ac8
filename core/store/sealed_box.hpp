#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "secrets/private_file.hpp"
#include "store/store_key.hpp"

namespace cfy::store {

// The form of an encrypted store: "CFYSTORE", a version (1), how the key is made (0 a key, 1 a passphrase), 16 bytes of
// salt, 12 of nonce, and then AES-256-GCM's text and 16 bytes of tag. All before the text is authenticated with it. The
// nonce is random: 2^32 writes with one key are far from a collision that matters (NIST SP 800-38D section 8.3).

// Fails (internal) without random bytes or memory.
Result<std::string> seal(std::string_view text, const secrets::Secret& key, const StoreKey::Salt& salt,
                         bool passphrase);

// What a sealed text says of itself.
struct SealedHeader {
  StoreKey::Salt salt{};
  bool passphrase = false;
};
// Fails (configuration, rule store_damaged) for what is no store, or one of a later version.
Result<SealedHeader> read_header(std::string_view sealed);

// Fails (configuration, rule store_key) where the key is another one, or the text was changed: it can't be told which.
Result<secrets::PrivateText> open_sealed(std::string_view sealed, const secrets::Secret& key);

}  // namespace cfy::store
