#include "sandbox/oauth/authorize.hpp"

#include <utility>

#include "sandbox/oauth/answer.hpp"
#include "sandbox/oauth/authorization_request.hpp"
#include "sandbox/oauth/client_authentication.hpp"
#include "sandbox/oauth/interaction.hpp"
#include "sandbox/oauth/pages.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view kPushedRequest = "pushed_request";
constexpr std::string_view kUrn = "urn:ietf:params:oauth:request_uri:";
constexpr std::int64_t kPushedLifetime = 60;

Reply shown(const Error& refusal) {
  return page_answer(refusal.http_status, message_page("This request cannot be answered", refusal.message));
}

Reply sent_back(const Realm& realm, const std::string& redirect_uri, const std::string& state, const Error& refusal) {
  return see_other(answer_address(realm, redirect_uri, state,
                                  {{"error", refusal.api_code}, {"error_description", refusal.message}}));
}

Reply ask(Realm& realm, const Request& request, AuthorizationRequest question) {
  // There are no sessions, so that nobody is logged in already.
  if (question.prompt == "none") {
    return sent_back(realm, question.redirect_uri, question.state,
                     oauth_refusal("login_required", "The user has to log in."));
  }
  return begin_interaction(realm, request, {std::move(question)});
}

Reply answer_pushed(Realm& realm, const Request& request, const OAuthClient& client, std::string_view request_uri) {
  if (request_uri.starts_with(kUrn)) request_uri.remove_prefix(kUrn.size());
  const auto pushed = realm.tickets.find(kPushedRequest, request_uri);
  if (!pushed || pushed->at("client") != client.id) {
    return shown(oauth_refusal("invalid_request_uri", "The request_uri is not known, was used, or has expired."));
  }
  realm.tickets.take(kPushedRequest, request_uri);
  return ask(realm, request, authorization_request(*pushed));
}

Result<json> pushed(Realm& realm, const Request& request) {
  const auto form = Parameters::of_body(request);
  if (!form) return form.error();
  const auto client = authenticate_client(realm, request, *form);
  if (!client) return client.error();
  if (form->has("request_uri")) {
    return oauth_refusal("invalid_request", "A pushed request may not lead to another.");
  }
  if (!client->has_redirect_uri(form->get("redirect_uri"))) {
    return oauth_refusal("invalid_request", "The redirect_uri is not one that the client registered, to the byte.");
  }
  auto asked = read_authorization_request(realm, *client, *form);
  if (!asked) return std::move(asked).error();
  const auto jkt = realm.dpop.check(request, realm.origin + request.target, nullptr);
  if (!jkt) return jkt.error();
  // RFC 9449 section 10.1: a proof binds the code as dpop_jkt does.
  if (!jkt->empty() && !asked->dpop_jkt.empty() && *jkt != asked->dpop_jkt) {
    return oauth_refusal("invalid_dpop_proof", "The proof was signed with another key than dpop_jkt says.");
  }
  if (!jkt->empty()) asked->dpop_jkt = *jkt;
  return json{
      {"request_uri", std::string(kUrn) + realm.tickets.issue(kPushedRequest, to_json(*asked), kPushedLifetime)},
      {"expires_in", kPushedLifetime}};
}

}  // namespace

Reply authorize(Realm& realm, const Request& request) {
  const auto parameters = request.method == "POST" ? Parameters::of_body(request) : Parameters::of_query(request);
  if (!parameters) return shown(parameters.error());
  const auto client = identify_client(realm, *parameters);
  if (!client) return shown(client.error());
  if (parameters->has("request_uri")) {
    return answer_pushed(realm, request, *client, parameters->get("request_uri"));
  }
  auto question = read_authorization_request(realm, *client, *parameters);
  if (question && client->pushes) {
    question = oauth_refusal("invalid_request", "This client has to push its authorization requests.");
  }
  if (!question) {
    return sent_back(realm, parameters->get("redirect_uri"), parameters->get("state"), question.error());
  }
  return ask(realm, request, *std::move(question));
}

Reply push_authorization(Realm& realm, const Request& request) {
  const auto result = pushed(realm, request);
  return result ? oauth_answer(201, *result) : oauth_answer(result.error());
}

}  // namespace cfy::sandbox
