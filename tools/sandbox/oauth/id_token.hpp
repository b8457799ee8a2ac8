#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "oauth/signer.hpp"
#include "sandbox/oauth/realm.hpp"

namespace cfy::sandbox {

// A private key on P-256 in PEM (PKCS #8). Throws std::runtime_error when OpenSSL fails.
secrets::Secret make_private_key();

// `{"keys":[…]}` of the public half, for signatures.
std::string jwk_set(const oauth::Signer& signer);

struct IdTokenWish {
  std::string_view client;
  std::string_view subject;
  std::string_view nonce;  // empty: none
  std::int64_t auth_time;
  std::string_view access_token;  // that it comes with: `at_hash`
};
// OpenID Connect Core section 2, signed ES256.
Result<std::string> make_id_token(const Realm& realm, const IdTokenWish& wish);

}  // namespace cfy::sandbox
