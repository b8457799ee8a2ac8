#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::oauth {

// base64url of the SHA-256 of `text`: what PKCE, thumbprints and `ath` are made of.
std::string base64url_sha256(std::string_view text);

// `bytes` random bytes in base64url: a `jti`, a `state`, a `nonce`.
Result<std::string> random_text(std::size_t bytes);

// One use of PKCE (RFC 7636). There is no `plain`: it protects from nobody who reads the request.
struct Pkce {
  secrets::Secret verifier;  // 43 characters: 32 random bytes
  std::string challenge;     // `code_challenge`, of the method S256
};

Result<Pkce> make_pkce();

// The S256 challenge of a verifier.
std::string pkce_challenge(const secrets::Secret& verifier);

}  // namespace cfy::oauth
