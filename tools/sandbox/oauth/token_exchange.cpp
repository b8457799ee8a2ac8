#include <algorithm>

#include "sandbox/oauth/answer.hpp"
#include "sandbox/oauth/token_grants.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view kAccessToken = "urn:ietf:params:oauth:token-type:access_token";

Result<void> check_kind(const TokenRequest& request) {
  if (request.client.is_public()) {
    return oauth_refusal("unauthorized_client", "Only clients that authenticate may exchange tokens.");
  }
  if (request.form.has("actor_token")) {
    return oauth_refusal("invalid_request", "Tokens of an actor are not supported here.");
  }
  const std::string& wanted = request.form.get("requested_token_type");
  if (request.form.get("subject_token_type") != kAccessToken || (!wanted.empty() && wanted != kAccessToken)) {
    return oauth_refusal("invalid_request", "Only access tokens are exchanged, for access tokens.");
  }
  return {};
}

// RFC 8693 has two names for where the token shall be good.
std::vector<std::string> targets(const Parameters& form) {
  std::vector<std::string> targets = form.all("resource");
  std::ranges::copy(form.all("audience"), std::back_inserter(targets));
  return targets;
}

}  // namespace

Result<json> exchange_grant(Realm& realm, const TokenRequest& request) {
  if (auto good = check_kind(request); !good) return std::move(good).error();
  const auto subject = realm.tokens.find(request.form.get("subject_token"));
  if (!subject || subject->refresh) {
    return oauth_refusal("invalid_request", "The subject_token is not a live access token of this server.");
  }
  if (!subject->terms.jkt.empty() && subject->terms.jkt != request.jkt) {
    return oauth_refusal("invalid_dpop_proof", "The subject_token is bound to another DPoP key.");
  }
  TokenTerms terms = subject->terms;
  terms.client = request.client.id;
  terms.jkt = request.jkt;
  terms.x5t = request.x5t;
  const std::string& asked = request.form.get("scope");
  auto scope = narrowed_scope(realm, asked.empty() ? terms.scope : asked, terms.scope);
  if (!scope) return std::move(scope).error();
  terms.scope = *std::move(scope);
  auto resource = narrowed_resource(targets(request.form), terms.resource);
  if (!resource) return std::move(resource).error();
  terms.resource = *std::move(resource);
  json answer = access_answer(realm, terms, std::min(subject->expires_at, realm.now() + realm.token_lifetime));
  answer["issued_token_type"] = kAccessToken;
  return answer;
}

}  // namespace cfy::sandbox
