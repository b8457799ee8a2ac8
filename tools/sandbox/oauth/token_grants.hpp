// The grants of the token endpoint, and what they have in common.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "sandbox/oauth/parameters.hpp"
#include "sandbox/oauth/realm.hpp"

namespace cfy::sandbox {

// A token request whose client and whose proof were found good.
struct TokenRequest {
  OAuthClient client;
  Parameters form;
  std::string jkt;  // of the DPoP key; empty: there is none
  std::string x5t;  // of the certificate, if the client's tokens are bound to it
};

// Each answers the token endpoint's answer, RFC 6749 section 5.1.
Result<nlohmann::json> code_grant(Realm& realm, const TokenRequest& request);
Result<nlohmann::json> refresh_grant(Realm& realm, const TokenRequest& request);
Result<nlohmann::json> client_credentials_grant(Realm& realm, const TokenRequest& request);
Result<nlohmann::json> device_grant(Realm& realm, const TokenRequest& request);
// Narrows a token: less scope, fewer resources, never longer (RFC 8693).
Result<nlohmann::json> exchange_grant(Realm& realm, const TokenRequest& request);

// A login whose tokens are to be made.
struct Login {
  std::int64_t auth_time = 0;
  std::string nonce{};
};

// An access token until `expires_at`, in the answer's form.
nlohmann::json access_answer(Realm& realm, const TokenTerms& terms, std::int64_t expires_at);
// With a refresh token, if the client may use one; and with an ID token, if the scope has `openid`.
Result<nlohmann::json> login_answer(Realm& realm, const OAuthClient& client, const TokenTerms& terms,
                                    const Login& login);
// Adds a refresh token for the same terms.
void add_refresh_token(Realm& realm, const OAuthClient& client, const TokenTerms& terms, nlohmann::json& answer);

}  // namespace cfy::sandbox
