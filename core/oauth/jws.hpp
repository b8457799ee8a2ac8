#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "oauth/algorithm.hpp"
#include "oauth/jwk.hpp"
#include "oauth/jwk_set.hpp"

namespace cfy::oauth {

inline constexpr std::size_t kMostTokenBytes = 64U << 10U;
inline constexpr std::size_t kMostHeaderBytes = 8U << 10U;
inline constexpr std::size_t kMostKidBytes = 256;

// A token in JWS compact serialisation (RFC 7515), taken apart and not judged.
struct CompactToken {
  std::string_view input;    // what is signed: header and payload as they came
  std::string header;        // JSON text, not yet read
  std::string_view payload;  // base64url
  std::string signature;     // bytes
};

// Errors (oauth): token_size, token_json (JWS JSON serialisation), token_encrypted (JWE), token_form (not three parts),
// header_size, base64url, base64url_bits. The views are into `token`.
Result<CompactToken> split_token(std::string_view token);

// What a header says, as far as it may be listened to.
struct JoseHeader {
  std::string alg;                 // as written: which algorithms will do is for the caller to say
  std::optional<std::string> kid;  // never a path to anything: only compared
  std::optional<std::string> typ;
  std::optional<std::string> jwk;  // the public key of a DPoP proof, as JSON; only where the caller asks for it
};

enum class HeaderKey : bool {
  refused,  // a key, or the address of one, may not come with the token
  needed,   // a DPoP proof brings its own key in `jwk` (RFC 9449); the others stay refused
};

// Reads a header. Refused (oauth, field `header` or `header.…`): what is no JSON object, by the JSON guard's rules
// (duplicate_key, syntax, …); alg_missing, alg_none; `jku`, `jwk`, `x5u` and `x5c`, which would let the token choose its
// own key (header_jku, header_jwk, header_x5u, header_x5c); `kid` that is not a string (kid_form), longer than 256 bytes
// (kid_size), or a path or control characters (kid_path); `crit` that is malformed (crit_form) or names anything
// (crit_unknown: this library knows no extension); `b64` that is not true (b64); a `typ` that is no string (typ_form).
Result<JoseHeader> read_header(std::string_view header, HeaderKey header_key = HeaderKey::refused);

// The algorithm that a header names, if it is one of `allowed`. Errors: alg_unknown, alg_not_allowed.
Result<Algorithm> allowed_algorithm(const JoseHeader& header, const std::vector<Algorithm>& allowed);

// A token whose signature is right. Its claims have not been looked at.
struct VerifiedToken {
  JoseHeader header;
  Algorithm algorithm;
  std::string payload;  // bytes
};

// Checks the signature of a token with a key of the set.
Result<VerifiedToken> verify_token(std::string_view token, const JwkSet& keys, const std::vector<Algorithm>& allowed);

}  // namespace cfy::oauth
