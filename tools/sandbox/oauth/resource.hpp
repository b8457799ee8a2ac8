#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "sandbox/auth.hpp"
#include "sandbox/message.hpp"
#include "sandbox/oauth/realm.hpp"

// What a resource server does with an access token: the API's part, and the user info's.
namespace cfy::sandbox {

// The token of a request to `resource`: one that lives, was made for it, and whose DPoP key (RFC 9449 section 7) is the
// request's. Refused: invalid_token, invalid_dpop_proof, use_dpop_nonce, each 401.
Result<StoredToken> authenticate_token(Realm& realm, const Request& request, std::string_view resource);

// The refusal in the API's form, with the challenge of RFC 6750 section 3 or RFC 9449 section 7.1.
Reply challenge(const Error& refusal);

// Whether a request to the API bears an access token rather than an API key.
bool bears_access_token(const Request& request);

// For the API. Answers the refusal, or nothing and sets `principal`.
std::optional<Reply> authenticate_by_token(Realm& realm, const Request& request, Principal& principal);

}  // namespace cfy::sandbox
