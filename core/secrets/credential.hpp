#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::secrets {

// What a credential of the platform is for. The format is
//
//   cfy_<kind>_[test_]<32 random base62 characters><6 base62 characters of checksum>
//
// where the checksum is the CRC-32 (ISO-HDLC, as in zlib) of everything before it, most significant digit first, in the
// alphabet 0-9A-Za-z. A scanner can so tell a credential from a look-alike, and a mistyped one is refused before it is
// sent. `test_` marks those that a sandbox made: they open nothing outside it.
enum class CredentialKind { api_key, api_secret, webhook_secret, access_token, refresh_token };

// `cfy_ak_`, `cfy_sk_`, `cfy_whsec_`, `cfy_at_`, `cfy_rt_`.
std::string_view credential_prefix(CredentialKind kind) noexcept;
// "API key", "API secret", …: for messages.
std::string_view credential_noun(CredentialKind kind) noexcept;

struct CredentialShape {
  CredentialKind kind;
  bool test;            // has the `test_` mark
  bool complete;        // the right length and alphabet
  bool checksum_holds;  // false if not complete
};

// What `value` looks like; nullopt when it does not begin with one of the prefixes.
std::optional<CredentialShape> inspect_credential(std::string_view value) noexcept;

// A new credential from the system's random source (OpenSSL RAND_bytes); `test` sets the mark.
Result<Secret> make_credential(CredentialKind kind, bool test);

}  // namespace cfy::secrets
