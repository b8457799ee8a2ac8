#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::client {

// A request that changes key material, as it goes to the wire.
struct SignedParts {
  std::string_view method;  // `POST`
  std::string_view url;     // its path and query are signed
  std::string_view body;    // empty if there is none
};

// The text that the signature is made of: "v1", method, path and query, date, nonce and the body's SHA-256 in hex, a
// line feed between. Fails (internal) when OpenSSL does.
Result<std::string> text_to_sign(const SignedParts& parts, std::string_view date, std::string_view nonce);

// The header lines X-Connectify-Date (`now` is Unix seconds), X-Connectify-Nonce (16 bytes of OpenSSL's RAND_bytes) and
// X-Connectify-Request-Signature, good for one request alone: whoever sends it again signs it again. Fails
// (configuration, field `api_secret`) without a secret; internal when OpenSSL fails.
Result<std::vector<std::string>> sign_request(const secrets::Secret& api_secret, const SignedParts& parts,
                                              std::int64_t now);

}  // namespace cfy::client
