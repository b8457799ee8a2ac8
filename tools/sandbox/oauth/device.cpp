#include "sandbox/oauth/device.hpp"

#include <algorithm>
#include <array>

#include <openssl/rand.h>

#include "sandbox/oauth/answer.hpp"
#include "sandbox/oauth/client_authentication.hpp"
#include "sandbox/oauth/interaction.hpp"
#include "sandbox/oauth/pages.hpp"
#include "sandbox/oauth/token_grants.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

// What is known of a device's request is kept under the user's code; the device's own code leads there.
constexpr std::string_view kUserCode = "user_code";
constexpr std::string_view kDeviceCode = "device_code";
constexpr std::int64_t kDeviceCodeLifetime = 600;
constexpr std::int64_t kInterval = 5;  // seconds between polls, and what a poll too early adds (section 3.5)
constexpr std::size_t kHalf = 4;       // characters before and after the hyphen

// Section 6.1: no vowels, so that no words come out, and nothing that looks like something else.
constexpr std::string_view kAlphabet = "BCDFGHJKLMNPQRSTVWXZ";

std::string make_user_code() {
  std::string code;
  while (code.size() < 2 * kHalf) {
    unsigned char byte = 0;
    if (RAND_bytes(&byte, 1) != 1) throw std::runtime_error("the system gave no random bytes");
    constexpr std::size_t kFair =
        256 / kAlphabet.size() * kAlphabet.size();  // above it the first would come more often
    if (byte < kFair) code += kAlphabet[byte % kAlphabet.size()];
  }
  return code;
}

std::string shown(const std::string& code) { return code.substr(0, kHalf) + '-' + code.substr(kHalf); }

// As typed by people: in either case, with what stands between.
std::string as_issued(std::string_view typed) {
  std::string code;
  for (const char c : typed) {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (kAlphabet.find(upper) != std::string_view::npos) code += upper;
  }
  return code;
}

Result<json> answer(Realm& realm, const Request& request) {
  const auto form = Parameters::of_body(request);
  if (!form) return form.error();
  const auto client = authenticate_client(realm, request, *form);
  if (!client) return client.error();
  if (!client->may_use("urn:ietf:params:oauth:grant-type:device_code")) {
    return oauth_refusal("unauthorized_client", "This client may not use the device code.");
  }
  auto scope = narrowed_scope(realm, form->get("scope"), client->scope);
  if (!scope) return std::move(scope).error();
  const auto asked = form->all("resource");
  auto resource = narrowed_resource(asked.empty() ? std::vector{realm.api} : asked, all_resources(realm));
  if (!resource) return std::move(resource).error();

  const std::string user_code = make_user_code();
  const json pending = {{"client", client->id},  {"scope", *scope}, {"resource", *resource}, {"state", "pending"},
                        {"interval", kInterval}, {"polled_at", 0},  {"granted", nullptr}};
  realm.tickets.put(kUserCode, user_code, pending, kDeviceCodeLifetime);
  const std::string device_code = realm.tickets.issue(kDeviceCode, user_code, kDeviceCodeLifetime);
  return json{{"device_code", device_code},
              {"user_code", shown(user_code)},
              {"verification_uri", realm.url("/device")},
              {"verification_uri_complete", realm.url("/device?user_code=" + shown(user_code))},
              {"expires_in", kDeviceCodeLifetime},
              {"interval", kInterval}};
}

// RFC 8628 section 3.5.
Result<void> check_pace(Realm& realm, const std::string& user_code, json& pending) {
  const std::int64_t last = pending.at("polled_at");
  const bool early = realm.now() - last < pending.at("interval").get<std::int64_t>();
  pending["polled_at"] = realm.now();
  if (early) pending["interval"] = pending.at("interval").get<std::int64_t>() + kInterval;
  realm.tickets.update(kUserCode, user_code, pending);
  if (early) return oauth_refusal("slow_down", "Wait five seconds more between two requests from now on.");
  return {};
}

}  // namespace

Reply device_authorization(Realm& realm, const Request& request) {
  const auto result = answer(realm, request);
  return result ? oauth_answer(200, *result) : oauth_answer(result.error());
}

Reply show_device(Realm& /*realm*/, const Request& request) {
  const auto query = Parameters::of_query(request);
  return page_answer(200, device_page(query ? query->get("user_code") : std::string(), {}));
}

Reply enter_user_code(Realm& realm, const Request& request) {
  const auto form = Parameters::of_body(request);
  const std::string user_code = form ? as_issued(form->get("user_code")) : std::string();
  if (!device_waits(realm, user_code)) {
    return page_answer(404, device_page({}, "No device waits with this code; look at it again."));
  }
  const json pending = realm.tickets.find(kUserCode, user_code).value();
  AuthorizationRequest question;
  question.client = pending.at("client");
  question.scope = pending.at("scope");
  question.resource = pending.at("resource");
  return begin_interaction(realm, request, {std::move(question), user_code});
}

bool device_waits(Realm& realm, const std::string& user_code) {
  const auto pending = realm.tickets.find(kUserCode, user_code);
  return pending && pending->at("state") == "pending";
}

Reply answer_device(Realm& realm, const std::string& user_code, const json& granted) {
  json pending = realm.tickets.find(kUserCode, user_code).value();
  pending["state"] = granted.is_null() ? "denied" : "granted";
  pending["granted"] = granted;
  realm.tickets.update(kUserCode, user_code, pending);
  return page_answer(200, granted.is_null() ? message_page("Access denied", "The device was told no.")
                                            : message_page("Done", "You can go back to the device now."));
}

Result<json> device_grant(Realm& realm, const TokenRequest& request) {
  const std::string& code = request.form.get("device_code");
  const auto leads_to = realm.tickets.find(kDeviceCode, code);
  if (!leads_to) return oauth_refusal("expired_token", "The device code is not known or has expired.");
  const std::string user_code = *leads_to;
  auto pending = realm.tickets.find(kUserCode, user_code);
  if (!pending || pending->at("client") != request.client.id) {
    return oauth_refusal("invalid_grant", "The device code was given to another client.");
  }
  if (auto paced = check_pace(realm, user_code, *pending); !paced) return std::move(paced).error();
  if (pending->at("state") == "pending") {
    return oauth_refusal("authorization_pending", "The user has not answered yet.");
  }
  realm.tickets.take(kUserCode, user_code);
  realm.tickets.take(kDeviceCode, code);
  if (pending->at("state") == "denied") return oauth_refusal("access_denied", "The user said no.");
  const json& granted = pending->at("granted");
  const TokenTerms terms{granted.at("family"), granted.at("grant"),    request.client.id, granted.at("subject"),
                         granted.at("scope"),  granted.at("resource"), request.jkt,       request.x5t};
  return login_answer(realm, request.client, terms, {granted.at("auth_time")});
}

}  // namespace cfy::sandbox
