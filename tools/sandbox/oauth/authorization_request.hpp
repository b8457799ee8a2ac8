#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "sandbox/oauth/parameters.hpp"
#include "sandbox/oauth/realm.hpp"

namespace cfy::sandbox {

// An authorization request (RFC 6749 section 4.1.1) that was found good, or pushed and found good.
struct AuthorizationRequest {
  std::string client;
  std::string redirect_uri;
  std::string state;
  std::string scope;
  std::string resource;
  std::string code_challenge;
  std::string nonce;
  std::string dpop_jkt;
  std::string prompt;
  std::string login_hint;
};

// Kept between requests.
nlohmann::json to_json(const AuthorizationRequest& request);
AuthorizationRequest authorization_request(const nlohmann::json& stored);

// Who asks, and where the answer is to go. As long as these two are not sure, a refusal is shown to the user and sent
// to nobody (RFC 6749 section 4.1.2.1). Refused: invalid_client, and invalid_request for a redirect URI that was not
// registered.
Result<OAuthClient> identify_client(Realm& realm, const Parameters& parameters);

// The rest of a request by `client`. Refused: unsupported_response_type, unauthorized_client, invalid_scope,
// invalid_target, and invalid_request: PKCE with S256 is not to be left out (RFC 9700 section 2.1.1).
Result<AuthorizationRequest> read_authorization_request(const Realm& realm, const OAuthClient& client,
                                                        const Parameters& parameters);

// The address that an answer of these parameters leads to, with `iss` (RFC 9207) and the request's state.
std::string answer_address(const Realm& realm, const std::string& redirect_uri, const std::string& state,
                           const std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace cfy::sandbox
