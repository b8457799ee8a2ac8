#include "sandbox/oauth/token_management.hpp"

#include <utility>

#include "sandbox/oauth/answer.hpp"
#include "sandbox/oauth/client_authentication.hpp"
#include "sandbox/oauth/resource.hpp"
#include "sandbox/records.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

struct TokenQuestion {
  OAuthClient client;
  std::string token;
};

Result<TokenQuestion> read_question(Realm& realm, const Request& request) {
  const auto form = Parameters::of_body(request);
  if (!form) return form.error();
  auto client = authenticate_client(realm, request, *form);
  if (!client) return std::move(client).error();
  auto token = form->needed("token");
  if (!token) return std::move(token).error();
  return TokenQuestion{*std::move(client), *std::move(token)};
}

json describe(const Realm& realm, const StoredToken& stored) {
  json answer = {{"active", true},
                 {"iss", realm.issuer},
                 {"client_id", stored.terms.client},
                 {"sub", stored.terms.subject},
                 {"scope", stored.terms.scope},
                 {"iat", stored.issued_at},
                 {"exp", stored.expires_at},
                 {"aud", json::array()}};
  for (const std::string_view resource : split(stored.terms.resource, ' ')) answer["aud"].push_back(resource);
  if (!stored.refresh) answer["token_type"] = stored.terms.jkt.empty() ? "Bearer" : "DPoP";
  if (!stored.terms.jkt.empty()) answer["cnf"] = {{"jkt", stored.terms.jkt}};
  if (!stored.terms.x5t.empty()) answer["cnf"]["x5t#S256"] = stored.terms.x5t;
  return answer;
}

Result<json> introspection(Realm& realm, const Request& request) {
  const auto question = read_question(realm, request);
  if (!question) return question.error();
  if (question->client.is_public()) return client_refusal("Only clients that authenticate may ask about tokens.");
  const auto stored = realm.tokens.find(question->token);
  const bool told = stored && !stored->used && stored->terms.client == question->client.id;
  return told ? describe(realm, *stored) : json{{"active", false}};
}

}  // namespace

Reply revoke(Realm& realm, const Request& request) {
  const auto question = read_question(realm, request);
  if (!question) return oauth_answer(question.error());
  const auto stored = realm.tokens.find(question->token);
  // A token that is not known is as good as revoked, RFC 7009 section 2.2.
  if (!stored) return oauth_answer(200, json::object());
  if (stored->terms.client != question->client.id) {
    return oauth_answer(oauth_refusal("invalid_grant", "The token was given to another client."));
  }
  if (stored->refresh) {
    realm.tokens.revoke_family(stored->terms.family);
  } else {
    realm.tokens.revoke(question->token);
  }
  return oauth_answer(200, json::object());
}

Reply introspect(Realm& realm, const Request& request) {
  const auto answer = introspection(realm, request);
  return answer ? oauth_answer(200, *answer) : oauth_answer(answer.error());
}

Reply user_info(Realm& realm, const Request& request) {
  const auto token = authenticate_token(realm, request, realm.issuer);
  if (!token) return challenge(token.error());
  const ScopeSet scopes = scopes_meant(realm, token->terms.scope);
  if (!scopes.contains("openid")) {
    return challenge(oauth_refusal("insufficient_scope", "The token lacks the scope openid.", 403));
  }
  json answer = {{"sub", token->terms.subject}};
  const auto user = RecordStore(realm.database, "users").find(token->terms.subject);
  if (user && scopes.contains("profile")) answer["name"] = user->at("name");
  if (user && scopes.contains("email")) answer["email"] = user->at("email");
  return oauth_answer(200, answer);
}

}  // namespace cfy::sandbox
