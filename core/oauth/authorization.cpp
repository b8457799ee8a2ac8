#include "oauth/authorization.hpp"

#include <algorithm>

#include <openssl/crypto.h>

#include "oauth/refusal.hpp"
#include "oauth/token_answer.hpp"

namespace cfy::oauth {
namespace {

constexpr std::size_t kRandomBytes = 32;

Error refused_answer(const char* rule, std::string message) {
  return refused("authorization_answer", rule, std::move(message));
}

const std::string* find(const FormFields& fields, std::string_view name) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [name](const auto& field) { return field.first == name; });
  return found == fields.end() ? nullptr : &found->second;
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Result<void> check_wish(const Metadata& metadata, const AuthorizationWish& wish) {
  if (wish.client_id.empty()) return configuration_error("client_id", "No client id is set; set client_id.");
  if (wish.redirect_uri.empty())
    return configuration_error("redirect_uri", "No redirect URI is set; set redirect_uri.");
  if (wish.scope.empty()) return configuration_error("scope", "No scope is asked for; name the least that is needed.");
  if (metadata.authorization_endpoint.empty()) {
    return refused("metadata.authorization_endpoint", "endpoint_missing", "The issuer has no authorization endpoint.");
  }
  if (metadata.supports_s256()) return {};
  return refused("metadata.code_challenge_methods_supported", "pkce_missing",
                 "The issuer doesn't offer PKCE with S256, without which a stolen code can be used.");
}

// The parameters that the server's error has in common with its tokens' endpoint; what it says is for people, and kept
// to printable ASCII.
Error error_answer(const std::string& code, const std::string* description) {
  const auto shown = [](std::string_view text) {
    std::string kept;
    for (const char c : text.substr(0, 300)) {
      if (c >= 0x20 && c < 0x7F) kept += c;
    }
    return kept;
  };
  Error error = refused_answer("error_answer", "The authorization server refused: " + shown(code) +
                                                   (description == nullptr ? "." : ": " + shown(*description)));
  error.api_code = shown(code);
  return error;
}

}  // namespace

Result<Authorization> Authorization::make(const Metadata& metadata, const AuthorizationWish& wish) {
  if (Result<void> good = check_wish(metadata, wish); !good) return std::move(good).error();
  Authorization made;
  made.issuer_ = metadata.issuer;
  made.iss_promised_ = metadata.iss_in_answers;
  Result<std::string> state = random_text(kRandomBytes);
  if (!state) return std::move(state).error();
  made.state_ = *std::move(state);
  if (wish.openid) {
    Result<std::string> nonce = random_text(kRandomBytes);
    if (!nonce) return std::move(nonce).error();
    made.nonce_ = *std::move(nonce);
  }
  Result<Pkce> pkce = make_pkce();
  if (!pkce) return std::move(pkce).error();
  made.pkce_ = *std::move(pkce);

  made.endpoint_ = metadata.authorization_endpoint;
  made.redirect_uri_ = wish.redirect_uri;
  made.scope_ = wish.scope;
  made.parameters_ = {{"response_type", "code"},
                      {"client_id", wish.client_id},
                      {"redirect_uri", wish.redirect_uri},
                      {"scope", join_scope(wish.scope)},
                      {"state", made.state_},
                      {"nonce", made.nonce_},
                      {"code_challenge", made.pkce_.challenge},
                      {"code_challenge_method", "S256"},
                      {"resource", wish.resource},
                      {"dpop_jkt", wish.dpop_jkt}};
  std::erase_if(made.parameters_, [](const auto& field) { return field.second.empty(); });
  made.point_to(made.parameters_);
  return made;
}

void Authorization::point_to(const FormFields& fields) {
  url_ = endpoint_;
  if (url_.find('?') == std::string::npos) url_ += '?';
  for (const auto& [name, value] : fields) append_field(url_, name, value);
}

void Authorization::was_pushed(std::string_view request_uri) {
  point_to({*std::find_if(parameters_.begin(), parameters_.end(),
                          [](const auto& field) { return field.first == "client_id"; }),
            {"request_uri", std::string(request_uri)}});
}

Result<secrets::Secret> Authorization::take_code(std::string_view query) {
  const Result<FormFields> fields = parse_form(query);
  if (!fields) return fields.error();
  const std::string* const state = find(*fields, "state");
  if (state == nullptr)
    return refused_answer("state_missing", "The answer doesn't say which request it is for (`state`).");
  if (!same(*state, state_)) {
    return refused_answer("state_wrong", "The answer is for another request than this one (`state`); begin again.");
  }
  if (answered_) return refused_answer("answer_used", "This request has been answered before; begin again.");
  // From here on the answer is ours, and there will be no other, whatever is wrong with it.
  answered_ = true;
  const std::string* const iss = find(*fields, "iss");
  if (iss == nullptr && iss_promised_) {
    return refused_answer("iss_missing", "The answer doesn't name its issuer (`iss`), as the server promises to.");
  }
  if (iss != nullptr && *iss != issuer_) return refused_answer("iss_wrong", "The answer is of another issuer (`iss`).");
  if (find(*fields, "access_token") != nullptr || find(*fields, "id_token") != nullptr) {
    return refused_answer("token_in_url", "The answer has a token in its address, where others can read it.");
  }
  const std::string* const code = find(*fields, "code");
  const std::string* const error = find(*fields, "error");
  if (code != nullptr && error != nullptr)
    return refused_answer("code_and_error", "The answer has a code and an error.");
  if (error != nullptr) return error_answer(*error, find(*fields, "error_description"));
  if (code == nullptr || code->empty())
    return refused_answer("code_missing", "The answer has neither a code nor an error.");
  return secrets::Secret::copy_of(*code);
}

}  // namespace cfy::oauth
