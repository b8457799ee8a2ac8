#include "oauth_harness.hpp"

#include <stdexcept>

#include "oauth/base64url.hpp"
#include "oauth/form.hpp"
#include "oauth/pkce.hpp"
#include "secrets/secret.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

std::string hidden_field(const std::string& page, const std::string& name) {
  const std::string mark = "name=\"" + name + "\" value=\"";
  const std::size_t begin = page.find(mark);
  if (begin == std::string::npos) throw std::runtime_error("the page has no field " + name + ": " + page);
  return page.substr(begin + mark.size(), page.find('"', begin + mark.size()) - begin - mark.size());
}

Fields boxes_of(const std::string& page) {
  constexpr std::string_view kMark = "name=\"scope:";
  Fields boxes;
  for (std::size_t at = page.find(kMark); at != std::string::npos; at = page.find(kMark, at + 1)) {
    const std::size_t begin = at + kMark.size();
    boxes.emplace("scope:" + page.substr(begin, page.find('"', begin) - begin), "on");
  }
  return boxes;
}

std::string base64(std::string_view text) {
  std::string encoded = oauth::base64url_encode(text);
  for (char& c : encoded) c = c == '-' ? '+' : c == '_' ? '/' : c;
  while (encoded.size() % 4 != 0) encoded += '=';
  return encoded;
}

}  // namespace

Fields with(Fields fields, const std::map<std::string, std::string>& changes) {
  for (const auto& [name, value] : changes) {
    fields.erase(name);
    if (!value.empty()) fields.emplace(name, value);
  }
  return fields;
}

std::string form_of(const Fields& fields) {
  std::string form;
  for (const auto& [name, value] : fields) oauth::append_field(form, name, value);
  return form;
}

std::map<std::string, std::string> query_of(const std::string& address) {
  std::map<std::string, std::string> query;
  const std::size_t begin = address.find('?');
  if (begin == std::string::npos) return query;
  const auto fields = oauth::parse_form(address.substr(begin + 1));
  if (!fields) throw std::runtime_error(fields.error().message);
  query.insert(fields->begin(), fields->end());
  return query;
}

void OAuthTest::begin(Options options) {
  browser_.reset();
  sandbox_ = &start(std::move(options));
  const std::string& base = sandbox_->base_url();
  origin_ = base.substr(0, base.rfind('/'));
  browser_ = std::make_unique<Client>(origin_, sandbox_->ca_file(), std::nullopt);
  curl_easy_setopt(browser_->handle(), CURLOPT_COOKIEFILE, "");
}

Answer OAuthTest::post(const std::string& path, const Fields& fields, Headers headers) {
  headers.emplace_back("Content-Type: application/x-www-form-urlencoded");
  return browser_->send("POST", path, headers, form_of(fields));
}

std::string OAuthTest::assertion(const nlohmann::ordered_json& changes) {
  const json& client = seeded("jwt");
  const auto pem = secrets::Secret::copy_of(client.at("private_key").get<std::string>());
  const auto signer = oauth::Signer::from_pem(*pem, oauth::Algorithm::es256, client.at("key_id"));
  const auto now = std::chrono::system_clock::to_time_t(clock_.wall_now());
  nlohmann::ordered_json claims = {{"iss", client.at("client_id")},
                                   {"sub", client.at("client_id")},
                                   {"aud", state().at("issuer")},
                                   {"jti", *oauth::random_text(16)},
                                   {"iat", now},
                                   {"exp", now + 60}};
  claims.update(changes);
  return *signer->sign({{"typ", "JWT"}}, claims.dump());
}

Answer OAuthTest::post_as(const std::string& client, const std::string& path, Fields fields, Headers headers) {
  const json& kept = seeded(client);
  const std::string method = kept.at("authentication");
  if (method == "client_secret_basic") {
    headers.push_back("Authorization: Basic " + base64(kept.at("client_id").get<std::string>() + ":" +
                                                       kept.at("client_secret").get<std::string>()));
  } else if (method == "private_key_jwt") {
    fields.emplace("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    fields.emplace("client_assertion", assertion());
  } else {
    fields.emplace("client_id", kept.at("client_id"));
    if (kept.contains("client_secret")) fields.emplace("client_secret", kept.at("client_secret"));
  }
  return post(path, fields, std::move(headers));
}

Fields OAuthTest::request_of(const std::string& client) const {
  return {{"response_type", "code"},
          {"client_id", seeded(client).at("client_id")},
          {"redirect_uri", kRedirect},
          {"scope", "devices:read devices:write"},
          {"state", "a state"},
          {"code_challenge", oauth::base64url_sha256(kVerifier)},
          {"code_challenge_method", "S256"}};
}

Answer OAuthTest::log_in(const Answer& page, const std::string& decision, const Fields& boxes) {
  const json& user = state().at("users").at(0);
  const Answer logged_in = post("/oauth/login", {{"interaction", hidden_field(page.body, "interaction")},
                                                 {"username", user.at("username")},
                                                 {"password", user.at("password")}});
  if (logged_in.status != 303) return logged_in;
  const Answer asked = get(logged_in.header("location"));
  Fields answer = boxes.empty() ? boxes_of(asked.body) : boxes;
  answer.emplace("interaction", hidden_field(asked.body, "interaction"));
  answer.emplace("decision", decision);
  return post("/oauth/consent", answer);
}

std::string OAuthTest::code_for(const Fields& request) {
  const Answer answer = log_in(get("/oauth/authorize?" + form_of(request)));
  return query_of(answer.header("location"))["code"];
}

Fields OAuthTest::exchange_of(const std::string& code) {
  return {
      {"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", kRedirect}, {"code_verifier", kVerifier}};
}

json OAuthTest::tokens_for(const std::string& client, const std::map<std::string, std::string>& changes) {
  return token_as(client, exchange_of(code_for(with(request_of(client), changes)))).json();
}

Answer OAuthTest::refresh(const std::string& client, const std::string& token,
                          const std::map<std::string, std::string>& more) {
  return token_as(client, with({{"grant_type", "refresh_token"}, {"refresh_token", token}}, more));
}

long OAuthTest::status_of(const json& tokens, const std::string& path) {
  return client_with(tokens.at("access_token").get<std::string>()).get(path).status;
}

}  // namespace cfy::sandbox
