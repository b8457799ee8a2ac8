#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "oauth/algorithm.hpp"
#include "oauth/jwk_set.hpp"
#include "secrets/secret.hpp"

namespace cfy::oauth {

// What kind of token is expected. Each asks for the claims that its standard asks for, so that one kind cannot be passed
// off as another.
enum class TokenProfile : std::uint8_t {
  jwt,           // any JWT: `exp`
  id_token,      // OpenID Connect Core section 2: `iss`, `sub`, `aud`, `exp`, `iat`; `azp`, `nonce`, `at_hash`
  access_token,  // RFC 9068: typ `at+jwt`, `iss`, `exp`, `aud`, `sub`, `client_id`, `iat`, `jti`
};

// What a token must say to be accepted.
struct JwtRules {
  std::vector<Algorithm> algorithms = default_algorithms();
  TokenProfile profile = TokenProfile::jwt;
  std::optional<std::string> issuer;       // exactly
  std::optional<std::string> audience;     // one of `aud`; for an ID token the client's id
  std::optional<std::string> nonce;        // exactly
  std::optional<std::string> typ;          // without regard to case, `application/` left out or not
  secrets::Secret access_token;            // that came with an ID token: `at_hash` must be there and its own
  std::chrono::seconds leeway{30};         // for clocks that differ
  std::optional<std::chrono::seconds> at;  // Unix time to judge by; now, if not given
  bool claims = true;                      // false: only the signature is checked, and the payload may be anything

  // One rule by its name and in text, as the C interface and the command line give them: alg (once or several times, or
  // a list), profile, issuer, audience, nonce, typ, access_token, leeway and at (seconds), claims (true or false).
  // Errors (validation, field = name): unknown_rule, unknown_algorithm, alg_none, and the form of the value (form).
  Result<void> set(std::string_view name, std::string_view value);

 private:
  bool algorithms_given_ = false;
};

// Verifies a token and judges its claims; answers the payload as it was signed (of claims, a JSON object). Errors are
// those of jws.hpp, and for claims (oauth, field `claims.…`): JSON guard's rules, claim_missing, claim_form, date_form,
// iss_wrong, aud_wrong, azp_missing, azp_wrong, nonce_wrong, at_hash_wrong, expired, not_yet_valid, issued_in_future;
// typ_wrong.
Result<std::string> verify_jwt(std::string_view token, const JwkSet& keys, const JwtRules& rules,
                               const Clock& clock = system_clock());

// What a token says, without judging any of it: `{"verified":false,"header":…,"claims":…}`, in which the claims are null
// if the payload is no JSON object.
Result<std::string> inspect_jwt(std::string_view token);

}  // namespace cfy::oauth
