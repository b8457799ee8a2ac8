#include "sandbox/oauth/spoiled_answer.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "oauth/base64url.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr std::int64_t kDay = 24 * 3600;

std::string* location_of(Reply& reply) {
  const auto field = std::ranges::find(reply.headers, "Location", &std::pair<std::string, std::string>::first);
  return field == reply.headers.end() ? nullptr : &field->second;
}

// Puts another value in the place of a parameter of an authorization answer, or takes it out.
void change_parameter(Reply& reply, std::string_view name, const std::optional<std::string>& value) {
  std::string* const location = location_of(reply);
  const std::size_t begin = location == nullptr ? std::string::npos : location->find('?');
  if (begin == std::string::npos) return;
  std::string query;
  for (const std::string_view part : split(std::string_view(*location).substr(begin + 1), '&')) {
    const bool meant = part.substr(0, part.find('=')) == name;
    if (meant && !value) continue;
    query.append(query.empty() ? "?" : "&").append(meant ? std::string(name) + '=' + *value : std::string(part));
  }
  *location = location->substr(0, begin) + query;
}

void use_http(json& metadata) {
  constexpr std::string_view kSecure = "https://";
  for (auto& [name, value] : metadata.items()) {
    if (!name.ends_with("_endpoint") && name != "jwks_uri") continue;
    value = "http://" + value.get_ref<const std::string&>().substr(kSecure.size());
  }
}

// Another claim under a right signature.
void change_id_token(const Realm& realm, json& answer, const json& changes) {
  const std::string token = answer.value("id_token", "");
  const auto parts = split(token, '.');
  if (parts.size() != 3) return;
  json claims = json::parse(*oauth::base64url_decode(parts[1], "id_token"));
  claims.update(changes);
  answer["id_token"] = *realm.signer.sign({{"typ", "JWT"}}, claims.dump());
}

void break_signature(json& answer) {
  std::string token = answer.value("id_token", "");
  const std::size_t signature = token.rfind('.');
  if (signature == std::string::npos) return;
  // The first character: all of its bits belong to the signature.
  token[signature + 1] = token[signature + 1] == 'A' ? 'B' : 'A';
  answer["id_token"] = token;
}

// Whether the fault is one of the answer's members. Those that the answer doesn't have are not made up.
bool change_members(const Realm& realm, FaultKind kind, json& answer) {
  const auto set = [&answer](const char* name, const json& value) {
    if (answer.contains(name)) answer[name] = value;
  };
  switch (kind) {
    case FaultKind::wider_scope: set("scope", answer.value("scope", "") + " users:admin"); break;
    case FaultKind::missing_token_type: answer.erase("token_type"); break;
    case FaultKind::unknown_token_type: set("token_type", "mac"); break;
    case FaultKind::bearer_token_type: set("token_type", "Bearer"); break;
    case FaultKind::negative_lifetime: set("expires_in", -1); break;
    case FaultKind::line_break_token:
      set("access_token", answer.value("access_token", "") + "\r\nX-Injected: 1");
      break;
    case FaultKind::wrong_issuer: set("issuer", realm.issuer + "/"); break;
    case FaultKind::http_endpoints: use_http(answer); break;
    case FaultKind::no_s256: set("code_challenge_methods_supported", json::array({"plain"})); break;
    case FaultKind::id_token_nonce: change_id_token(realm, answer, {{"nonce", "another nonce"}}); break;
    case FaultKind::id_token_audience:
      change_id_token(realm, answer, {{"aud", "another-client"}, {"azp", "another-client"}});
      break;
    case FaultKind::id_token_issuer: change_id_token(realm, answer, {{"iss", realm.issuer + "/"}}); break;
    case FaultKind::id_token_expired:
      change_id_token(realm, answer, {{"iat", realm.now() - 2 * kDay}, {"exp", realm.now() - kDay}});
      break;
    case FaultKind::id_token_signature: break_signature(answer); break;
    case FaultKind::wrong_schema: answer = {{"unexpected", true}}; break;
    default: return false;
  }
  return true;
}

// What no JSON library would write.
void change_text(const Fault& fault, const json& answer, std::string& body) {
  if (!answer.is_object() || answer.empty()) return;
  if (fault.kind == FaultKind::duplicate_key) {
    body.insert(1, json(answer.begin().key()).dump() + ':' + answer.begin().value().dump() + ',');
  } else if (fault.kind == FaultKind::oversize) {
    constexpr std::string_view kMember = R"("padding":"",)";
    const std::size_t padding = fault.number - std::min<std::size_t>(fault.number, body.size() + kMember.size());
    body.insert(1, R"("padding":")" + std::string(padding, 'x') + R"(",)");
  } else if (const std::size_t at = body.find(R"("expires_in":)");
             fault.kind == FaultKind::nan_lifetime && at != std::string::npos) {
    const std::size_t begin = body.find(':', at) + 1;
    body.replace(begin, body.find_first_of(",}", begin) - begin, "NaN");
  }
}

}  // namespace

void spoil_answer(const Realm& realm, const Fault& fault, Reply& reply) {
  switch (fault.kind) {
    case FaultKind::none: return;
    case FaultKind::wrong_iss: return change_parameter(reply, "iss", "https%3A%2F%2Fevil.example");
    case FaultKind::missing_iss: return change_parameter(reply, "iss", std::nullopt);
    case FaultKind::wrong_state: return change_parameter(reply, "state", "another");
    case FaultKind::invalid_json: reply.body.resize(reply.body.size() / 2); return;
    default: break;
  }
  json answer = json::parse(reply.body, nullptr, false);
  if (!answer.is_object()) return;
  if (change_members(realm, fault.kind, answer)) {
    reply.body = answer.dump();
  } else {
    change_text(fault, answer, reply.body);
  }
}

}  // namespace cfy::sandbox
