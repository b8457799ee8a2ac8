#include "sandbox/oauth/authorization_request.hpp"

#include <algorithm>

#include "oauth/form.hpp"
#include "sandbox/oauth/answer.hpp"

namespace cfy::sandbox {
namespace {

constexpr std::size_t kHashCharacters = 43;  // a SHA-256 in base64url

bool is_base64url_hash(std::string_view text) {
  return text.size() == kHashCharacters && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
         });
}

Result<void> check_kind(const OAuthClient& client, const Parameters& parameters) {
  if (parameters.has("request")) {
    return oauth_refusal("request_not_supported", "Requests in a JWT are not read here; push them.");
  }
  if (parameters.get("response_type") != "code") {
    return oauth_refusal("unsupported_response_type", "The response_type has to be code.");
  }
  const std::string& mode = parameters.get("response_mode");
  if (!mode.empty() && mode != "query") return bad_request("The response_mode has to be query.");
  if (!client.may_use("authorization_code")) {
    return oauth_refusal("unauthorized_client", "This client may not use the grant authorization_code.");
  }
  return {};
}

Result<void> check_pkce(const Parameters& parameters) {
  if (parameters.get("code_challenge_method") != "S256")
    return bad_request("PKCE is needed: code_challenge_method has to be S256.");
  if (!is_base64url_hash(parameters.get("code_challenge"))) {
    return bad_request("The code_challenge is not a SHA-256 in base64url.");
  }
  const std::string& jkt = parameters.get("dpop_jkt");
  if (!jkt.empty() && !is_base64url_hash(jkt)) return bad_request("The dpop_jkt is not a thumbprint.");
  return {};
}

}  // namespace

nlohmann::json to_json(const AuthorizationRequest& request) {
  return {{"client", request.client},     {"redirect_uri", request.redirect_uri},
          {"state", request.state},       {"scope", request.scope},
          {"resource", request.resource}, {"code_challenge", request.code_challenge},
          {"nonce", request.nonce},       {"dpop_jkt", request.dpop_jkt},
          {"prompt", request.prompt},     {"login_hint", request.login_hint}};
}

AuthorizationRequest authorization_request(const nlohmann::json& stored) {
  return {stored.at("client"),   stored.at("redirect_uri"),   stored.at("state"), stored.at("scope"),
          stored.at("resource"), stored.at("code_challenge"), stored.at("nonce"), stored.at("dpop_jkt"),
          stored.at("prompt"),   stored.at("login_hint")};
}

Result<OAuthClient> identify_client(Realm& realm, const Parameters& parameters) {
  auto client = realm.clients.find(parameters.get("client_id"));
  if (!client) return client_refusal("The client is not known.");
  if (parameters.has("request_uri")) return *std::move(client);  // what was pushed was checked then
  if (!client->has_redirect_uri(parameters.get("redirect_uri"))) {
    return bad_request("The redirect_uri is not one that the client registered, to the byte.");
  }
  return *std::move(client);
}

Result<AuthorizationRequest> read_authorization_request(const Realm& realm, const OAuthClient& client,
                                                        const Parameters& parameters) {
  if (auto good = check_kind(client, parameters); !good) return std::move(good).error();
  if (auto good = check_pkce(parameters); !good) return std::move(good).error();
  auto scope = narrowed_scope(realm, parameters.get("scope"), client.scope);
  if (!scope) return std::move(scope).error();
  const auto asked = parameters.all("resource");
  auto resource = narrowed_resource(asked.empty() ? std::vector{realm.api} : asked, all_resources(realm));
  if (!resource) return std::move(resource).error();
  return AuthorizationRequest{client.id,
                              parameters.get("redirect_uri"),
                              parameters.get("state"),
                              *std::move(scope),
                              *std::move(resource),
                              parameters.get("code_challenge"),
                              parameters.get("nonce"),
                              parameters.get("dpop_jkt"),
                              parameters.get("prompt"),
                              parameters.get("login_hint")};
}

std::string answer_address(const Realm& realm, const std::string& redirect_uri, const std::string& state,
                           const std::vector<std::pair<std::string, std::string>>& parameters) {
  std::string query;
  for (const auto& [name, value] : parameters) oauth::append_field(query, name, value);
  if (!state.empty()) oauth::append_field(query, "state", state);
  oauth::append_field(query, "iss", realm.issuer);
  return redirect_uri + (redirect_uri.find('?') == std::string::npos ? '?' : '&') + query;
}

}  // namespace cfy::sandbox
