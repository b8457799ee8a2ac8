#include "sandbox/oauth/token_grants.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "oauth/pkce.hpp"
#include "sandbox/oauth/answer.hpp"
#include "sandbox/oauth/authorization_request.hpp"
#include "sandbox/oauth/grants.hpp"
#include "sandbox/oauth/id_token.hpp"
#include "sandbox/random.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr std::int64_t kRefreshLifetime = std::int64_t{30} * 24 * 3600;

Error bad_grant(std::string description) { return oauth_refusal("invalid_grant", std::move(description)); }

// RFC 7636 section 4.1: 43 to 128 unreserved characters.
bool is_verifier(std::string_view text) {
  return text.size() >= 43 && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  std::string_view("-._~").find(c) != std::string_view::npos;
         });
}

Result<void> check_verifier(const std::string& verifier, const std::string& challenge) {
  if (!is_verifier(verifier)) return bad_grant("The code_verifier is missing or malformed.");
  if (oauth::base64url_sha256(verifier) == challenge) return {};
  return bad_grant("The code_verifier is not the one that the code_challenge was made from.");
}

Result<void> check_code(const TokenRequest& request, const AuthorizationRequest& asked) {
  if (asked.redirect_uri != request.form.get("redirect_uri")) {
    return bad_grant("The redirect_uri is not the one of the authorization request.");
  }
  if (!asked.dpop_jkt.empty() && asked.dpop_jkt != request.jkt) {
    return bad_grant("The code is bound to another DPoP key.");
  }
  return check_verifier(request.form.get("code_verifier"), asked.code_challenge);
}

}  // namespace

json access_answer(Realm& realm, const TokenTerms& terms, std::int64_t expires_at) {
  const secrets::Secret token = realm.tokens.issue(secrets::CredentialKind::access_token, terms, expires_at);
  return {{"access_token", token.reveal()},
          {"token_type", terms.jkt.empty() ? "Bearer" : "DPoP"},
          {"expires_in", expires_at - realm.now()},
          {"scope", terms.scope}};
}

void add_refresh_token(Realm& realm, const OAuthClient& client, const TokenTerms& terms, json& answer) {
  if (!client.may_use("refresh_token")) return;
  TokenTerms kept = terms;
  // Whoever authenticates is bound by that already, and may change its key (RFC 9449 section 5).
  if (!client.is_public()) kept.jkt.clear();
  kept.x5t.clear();
  const auto token = realm.tokens.issue(secrets::CredentialKind::refresh_token, kept, realm.now() + kRefreshLifetime);
  answer["refresh_token"] = token.reveal();
}

Result<json> login_answer(Realm& realm, const OAuthClient& client, const TokenTerms& terms, const Login& login) {
  json answer = access_answer(realm, terms, realm.now() + realm.token_lifetime);
  add_refresh_token(realm, client, terms, answer);
  if (!scopes_meant(realm, terms.scope).contains("openid")) return answer;
  auto token = make_id_token(realm, {.client = client.id,
                                     .subject = terms.subject,
                                     .nonce = login.nonce,
                                     .auth_time = login.auth_time,
                                     .access_token = answer["access_token"].get_ref<const std::string&>()});
  if (!token) return std::move(token).error();
  answer["id_token"] = *std::move(token);
  return answer;
}

Result<json> code_grant(Realm& realm, const TokenRequest& request) {
  const std::string& code = request.form.get("code");
  auto ticket = realm.tickets.find("code", code);
  if (!ticket || ticket->at("client") != request.client.id) {
    return bad_grant("The code is not known, has expired, or was given to another client.");
  }
  if (ticket->at("used").get<bool>()) {
    realm.tokens.revoke_family(ticket->at("family").get<std::string>());
    return bad_grant("The code was used before: the tokens that it gave are revoked.");
  }
  // One try: nobody is to guess at what else belongs to the code.
  (*ticket)["used"] = true;
  realm.tickets.update("code", code, *ticket);
  const AuthorizationRequest asked = authorization_request(ticket->at("request"));
  if (auto good = check_code(request, asked); !good) return std::move(good).error();
  auto resource = narrowed_resource(request.form.all("resource"), ticket->at("resource").get<std::string>());
  if (!resource) return std::move(resource).error();
  const TokenTerms terms{ticket->at("family"), ticket->at("grant"),  request.client.id, ticket->at("subject"),
                         ticket->at("scope"),  *std::move(resource), request.jkt,       request.x5t};
  return login_answer(realm, request.client, terms, {ticket->at("auth_time"), asked.nonce});
}

Result<json> refresh_grant(Realm& realm, const TokenRequest& request) {
  const std::string& token = request.form.get("refresh_token");
  const auto stored = realm.tokens.find(token);
  if (!stored || !stored->refresh || stored->terms.client != request.client.id) {
    return bad_grant("The refresh token is not known, has expired, was revoked, or was given to another client.");
  }
  if (stored->used) {
    realm.tokens.revoke_family(stored->terms.family);
    return bad_grant("The refresh token was used before: all tokens of its login are revoked.");
  }
  if (!stored->terms.jkt.empty() && stored->terms.jkt != request.jkt) {
    return oauth_refusal("invalid_dpop_proof", "The refresh token is bound to another DPoP key.");
  }
  TokenTerms narrowed = stored->terms;
  narrowed.jkt = request.jkt;
  narrowed.x5t = request.x5t;
  if (request.form.has("scope")) {
    auto scope = narrowed_scope(realm, request.form.get("scope"), stored->terms.scope);
    if (!scope) return std::move(scope).error();
    narrowed.scope = *std::move(scope);
  }
  auto resource = narrowed_resource(request.form.all("resource"), stored->terms.resource);
  if (!resource) return std::move(resource).error();
  narrowed.resource = *std::move(resource);
  realm.tokens.mark_used(token);
  json answer = access_answer(realm, narrowed, realm.now() + realm.token_lifetime);
  // The new refresh token is good for what the old one was, RFC 6749 section 6.
  TokenTerms kept = stored->terms;
  kept.jkt = request.jkt;
  add_refresh_token(realm, request.client, kept, answer);
  return answer;
}

Result<json> client_credentials_grant(Realm& realm, const TokenRequest& request) {
  auto scope = narrowed_scope(realm, request.form.get("scope"), request.client.scope);
  if (!scope) return std::move(scope).error();
  const auto asked = request.form.all("resource");
  auto resource = narrowed_resource(asked.empty() ? std::vector{realm.api} : asked, all_resources(realm));
  if (!resource) return std::move(resource).error();
  const std::string& id = request.client.id;
  std::string grant = GrantStore(realm.database, realm.clock).add(id, id, *scope);
  const TokenTerms terms{random_base32(26), std::move(grant),     id,          id,
                         *std::move(scope), *std::move(resource), request.jkt, request.x5t};
  return access_answer(realm, terms, realm.now() + realm.token_lifetime);
}

}  // namespace cfy::sandbox
