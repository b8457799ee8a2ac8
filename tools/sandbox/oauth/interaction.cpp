#include "sandbox/oauth/interaction.hpp"

#include <optional>
#include <utility>

#include "sandbox/oauth/answer.hpp"
#include "sandbox/oauth/device.hpp"
#include "sandbox/oauth/grants.hpp"
#include "sandbox/oauth/pages.hpp"
#include "sandbox/random.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view kInteraction = "interaction";
// The prefix makes browsers hold it to this very origin, and to https.
constexpr std::string_view kCookie = "__Host-connectify-sandbox";
constexpr std::int64_t kInteractionLifetime = 600;
constexpr std::int64_t kCodeLifetime = 60;
constexpr int kMostAttempts = 5;

std::string cookie_of(const Request& request) {
  for (std::string_view pair : split(request.header("Cookie"), ';')) {
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    const std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) == kCookie && equals != std::string_view::npos)
      return std::string(pair.substr(equals + 1));
  }
  return {};
}

Reply ended(int status = 400) {
  return page_answer(status, message_page("This login has ended",
                                          "It took too long, or was begun in another browser. Go back to the "
                                          "application and begin again."));
}

struct Interaction {
  std::string id;
  json state;  // `question`, `user_code`, `browser`, `subject`, `attempts`, `auth_time`
  Parameters form;
};

// The login that a form or an address of this browser's belongs to.
std::optional<Interaction> resume(Realm& realm, const Request& request, const Result<Parameters>& parameters) {
  if (!parameters) return std::nullopt;
  const std::string& id = parameters->get("interaction");
  auto state = realm.tickets.find(kInteraction, id);
  const std::string cookie = cookie_of(request);
  if (!state || cookie.empty() || state->at("browser") != sha256_hex(cookie)) return std::nullopt;
  return Interaction{id, *std::move(state), *parameters};
}

std::string client_name(Realm& realm, const AuthorizationRequest& request) {
  const auto client = realm.clients.find(request.client);
  return client ? client->name : request.client;
}

// The origin of a web address, or the scheme of an application's own.
std::string origin_of(std::string_view uri) {
  const std::size_t scheme = uri.find(':');
  if (uri.substr(scheme, 3) != "://") return std::string(uri.substr(0, scheme + 1));
  return std::string(uri.substr(0, uri.find_first_of("/?#", scheme + 3)));
}

// How a form's policy names that: it has no way to write an address of IPv6.
std::string_view policy_source(std::string_view origin) {
  return origin.find('[') == std::string_view::npos ? origin : origin.substr(0, origin.find(':') + 1);
}

// The names whose boxes stayed ticked.
std::string chosen_scope(const AuthorizationRequest& request, const Parameters& form) {
  std::string scope;
  for (const std::string_view name : split(request.scope, ' ')) {
    if (form.has("scope:" + std::string(name))) scope.append(scope.empty() ? "" : " ").append(name);
  }
  return scope;
}

Reply allow(Realm& realm, const Interaction& interaction, const AuthorizationRequest& request) {
  const std::string scope = chosen_scope(request, interaction.form);
  const std::string subject = interaction.state.at("subject");
  json granted = {{"client", request.client},
                  {"subject", subject},
                  {"scope", scope},
                  {"resource", request.resource},
                  {"auth_time", interaction.state.at("auth_time")},
                  {"grant", GrantStore(realm.database, realm.clock).add(request.client, subject, scope)},
                  {"family", random_base32(26)}};
  if (const std::string user_code = interaction.state.at("user_code"); !user_code.empty()) {
    return answer_device(realm, user_code, granted);
  }
  granted["request"] = to_json(request);
  granted["used"] = false;
  const std::string code = realm.tickets.issue("code", granted, kCodeLifetime);
  return see_other(answer_address(realm, request.redirect_uri, request.state, {{"code", code}}));
}

Reply deny(Realm& realm, const Interaction& interaction, const AuthorizationRequest& request) {
  if (const std::string user_code = interaction.state.at("user_code"); !user_code.empty()) {
    return answer_device(realm, user_code, nullptr);
  }
  return see_other(answer_address(realm, request.redirect_uri, request.state,
                                  {{"error", "access_denied"}, {"error_description", "The user said no."}}));
}

}  // namespace

Reply begin_interaction(Realm& realm, const Request& request, const Question& question) {
  std::string cookie = cookie_of(request);
  const bool fresh = cookie.empty();
  if (fresh) cookie = random_base32(52);
  const std::string id = realm.tickets.issue(kInteraction,
                                             {{"question", to_json(question.request)},
                                              {"user_code", question.user_code},
                                              {"browser", sha256_hex(cookie)},
                                              {"subject", ""},
                                              {"auth_time", 0},
                                              {"attempts", 0}},
                                             kInteractionLifetime);
  Reply reply = page_answer(200, login_page({id}, client_name(realm, question.request), question.request.login_hint));
  if (fresh) {
    reply.headers.emplace_back("Set-Cookie",
                               std::string(kCookie) + '=' + cookie + "; Path=/; Secure; HttpOnly; SameSite=Lax");
  }
  return reply;
}

Reply login(Realm& realm, const Request& request) {
  auto interaction = resume(realm, request, Parameters::of_body(request));
  if (!interaction) return ended();
  const std::string& name = interaction->form.get("username");
  const auto user = realm.users.find(name);
  if (user != realm.users.end() && user->second.password_sha256 == sha256_hex(interaction->form.get("password"))) {
    interaction->state["subject"] = user->second.id;
    interaction->state["auth_time"] = realm.now();
    realm.tickets.update(kInteraction, interaction->id, interaction->state);
    return see_other("/oauth/consent?interaction=" + interaction->id);
  }
  const int attempts = interaction->state.at("attempts").get<int>() + 1;
  interaction->state["attempts"] = attempts;
  realm.tickets.update(kInteraction, interaction->id, interaction->state);
  if (attempts >= kMostAttempts) {
    realm.tickets.take(kInteraction, interaction->id);
    return ended(403);
  }
  const AuthorizationRequest question = authorization_request(interaction->state.at("question"));
  const PageForm form{interaction->id, "This e-mail address and password do not go together."};
  return page_answer(403, login_page(form, client_name(realm, question), name));
}

Reply show_consent(Realm& realm, const Request& request) {
  const auto interaction = resume(realm, request, Parameters::of_query(request));
  if (!interaction || interaction->state.at("subject") == "") return ended();
  const AuthorizationRequest question = authorization_request(interaction->state.at("question"));
  std::vector<std::string> scopes;
  for (const std::string_view name : split(question.scope, ' ')) scopes.emplace_back(name);
  const bool device = interaction->state.at("user_code") != "";
  const std::string destination = device ? "the device" : origin_of(question.redirect_uri);
  std::string user;
  for (const auto& [name, known] : realm.users) {
    if (known.id == interaction->state.at("subject")) user = known.name;
  }
  return page_answer(200, consent_page({interaction->id}, client_name(realm, question), user, scopes, destination),
                     device ? std::string_view() : policy_source(destination));
}

Reply consent(Realm& realm, const Request& request) {
  auto interaction = resume(realm, request, Parameters::of_body(request));
  if (!interaction || interaction->state.at("subject") == "") return ended();
  realm.tickets.take(kInteraction, interaction->id);
  const std::string user_code = interaction->state.at("user_code");
  if (!user_code.empty() && !device_waits(realm, user_code)) {
    return page_answer(400, message_page("Too late", "The device's code has expired. Let the device show a new one."));
  }
  const AuthorizationRequest question = authorization_request(interaction->state.at("question"));
  const bool allowed =
      interaction->form.get("decision") == "allow" && !chosen_scope(question, interaction->form).empty();
  return allowed ? allow(realm, *interaction, question) : deny(realm, *interaction, question);
}

}  // namespace cfy::sandbox
