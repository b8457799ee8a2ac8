// Authorization code: the request, the login, the code.
#include "oauth/jwk_set.hpp"
#include "oauth/jwt.hpp"
#include "oauth/pkce.hpp"
#include "oauth_harness.hpp"
#include "secrets/credential.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class OAuthCode : public OAuthTest {
 protected:
  Answer ask(const std::map<std::string, std::string>& changes) {
    return get("/oauth/authorize?" + form_of(with(request_of("public"), changes)));
  }
  // The error that is sent back to the client.
  std::string sent_back(const std::map<std::string, std::string>& changes) {
    const Answer answer = ask(changes);
    EXPECT_EQ(answer.status, 303);
    return query_of(answer.header("location"))["error"];
  }
  std::string refused(const Fields& exchange) {
    const Answer answer = token_as("public", exchange);
    EXPECT_EQ(answer.status, 400);
    return answer.json().at("error");
  }
};

TEST_F(OAuthCode, LeadsFromLoginToTheApi) {
  const Answer sent = log_in(ask({}));
  ASSERT_EQ(sent.status, 303);
  EXPECT_TRUE(sent.header("location").starts_with(std::string(kRedirect) + "?"));
  auto query = query_of(sent.header("location"));
  EXPECT_EQ(query["state"], "a state");
  EXPECT_EQ(query["iss"], url("")) << "RFC 9207";
  const Answer answer = token_as("public", exchange_of(query["code"]));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.header("cache-control"), "no-store");
  const json tokens = answer.json();
  EXPECT_EQ(tokens.at("token_type"), "Bearer");
  EXPECT_EQ(tokens.at("expires_in"), 3600);
  EXPECT_EQ(tokens.at("scope"), "devices:read devices:write");
  EXPECT_FALSE(tokens.contains("id_token")) << "openid was not asked for";
  EXPECT_EQ(status_of(tokens), 200);
  EXPECT_EQ(status_of(tokens, "/events"), 403) << "a scope that was not granted";
  EXPECT_EQ(client_with(tokens.at("access_token").get<std::string>()).get("/users/me").status, 403);
}

TEST_F(OAuthCode, TokensHaveTheFormOfCredentials) {
  const json tokens = tokens_for("public");
  for (const char* const name : {"access_token", "refresh_token"}) {
    const auto shape = secrets::inspect_credential(tokens.at(name).get<std::string>());
    ASSERT_TRUE(shape.has_value()) << name;
    EXPECT_TRUE(shape->test && shape->checksum_holds) << name;
  }
}

TEST_F(OAuthCode, UsersDecideOnEachScope) {
  const Answer page = ask({});
  const Answer sent = log_in(page, "allow", {{"scope:devices:read", "on"}});
  const json tokens = token_as("public", exchange_of(query_of(sent.header("location"))["code"])).json();
  EXPECT_EQ(tokens.at("scope"), "devices:read");
  const std::string token = tokens.at("access_token");
  EXPECT_EQ(client_with(token).send("DELETE", "/devices/dev_0001").status, 403);
}

TEST_F(OAuthCode, UsersCannotAddAScope) {
  const Answer sent =
      log_in(ask({{"scope", "devices:read"}}), "allow", {{"scope:devices:read", "on"}, {"scope:devices:write", "on"}});
  const json tokens = token_as("public", exchange_of(query_of(sent.header("location"))["code"])).json();
  EXPECT_EQ(tokens.at("scope"), "devices:read");
}

TEST_F(OAuthCode, UsersMaySayNo) {
  auto query = query_of(log_in(ask({}), "deny").header("location"));
  EXPECT_EQ(query["error"], "access_denied");
  EXPECT_EQ(query["state"], "a state");
  EXPECT_EQ(query["iss"], url(""));
  EXPECT_FALSE(query.contains("code"));
}

TEST_F(OAuthCode, RedirectAddressesAreExactButForALoopbackPort) {
  EXPECT_EQ(ask({{"redirect_uri", "http://127.0.0.1:1/callback"}}).status, 200);
  EXPECT_EQ(ask({{"redirect_uri", "http://[::1]:65535/callback"}}).status, 200);
  EXPECT_EQ(ask({{"redirect_uri", "https://app.example.com/callback"}}).status, 200);
  for (const char* const wrong :
       {"http://127.0.0.1:1/callback/", "http://127.0.0.1:1/other", "http://127.0.0.1:1/callback?x=1",
        "http://127.0.0.1.evil.example/callback", "http://127.0.0.1:1@evil.example/callback",
        "http://localhost:1/callback", "https://127.0.0.1:1/callback", "https://app.example.com:444/callback",
        "https://app.example.com/callback#x", "https://app.example.com/Callback", "https://evil.example/callback",
        ""}) {
    const Answer answer = ask({{"redirect_uri", wrong}});
    EXPECT_EQ(answer.status, 400) << wrong;
    EXPECT_EQ(answer.header("location"), "") << "nobody is sent to an address that is not sure: " << wrong;
  }
}

TEST_F(OAuthCode, UnknownClientsAreShownTheDoor) {
  const Answer answer = ask({{"client_id", "nobody"}});
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.header("location"), "");
}

TEST_F(OAuthCode, PkceIsNeededAndS256) {
  EXPECT_EQ(sent_back({{"code_challenge", ""}}), "invalid_request");
  EXPECT_EQ(sent_back({{"code_challenge_method", ""}}), "invalid_request");
  EXPECT_EQ(sent_back({{"code_challenge_method", "plain"}}), "invalid_request");
  EXPECT_EQ(sent_back({{"code_challenge", kVerifier + std::string("x")}}), "invalid_request");
}

TEST_F(OAuthCode, OtherFlowsAreRefused) {
  for (const char* const type : {"token", "id_token", "code id_token", ""}) {
    EXPECT_EQ(sent_back({{"response_type", type}}), "unsupported_response_type") << type;
  }
  EXPECT_EQ(sent_back({{"response_mode", "fragment"}}), "invalid_request");
  EXPECT_EQ(sent_back({{"request", "a.b.c"}}), "request_not_supported");
  EXPECT_EQ(sent_back({{"prompt", "none"}}), "login_required");
  EXPECT_EQ(token_as("public", {{"grant_type", "password"}, {"username", "x"}, {"password", "y"}}).json().at("error"),
            "unsupported_grant_type");
}

TEST_F(OAuthCode, ScopesAreNamedAndKnown) {
  EXPECT_EQ(sent_back({{"scope", ""}}), "invalid_scope");
  EXPECT_EQ(sent_back({{"scope", "devices:raed"}}), "invalid_scope");
}

TEST_F(OAuthCode, ParametersComeOnce) {
  const Answer answer = get("/oauth/authorize?" + form_of(request_of("public")) + "&state=another");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.header("location"), "");
  Fields twice = exchange_of(code_for(request_of("public")));
  twice.emplace("code", "another");
  EXPECT_EQ(refused(twice), "invalid_request");
}

TEST_F(OAuthCode, IsGoodOnceAndASecondUseRevokesWhatItGave) {
  const std::string code = code_for(request_of("public"));
  const json tokens = token_as("public", exchange_of(code)).json();
  EXPECT_EQ(status_of(tokens), 200);
  EXPECT_EQ(refused(exchange_of(code)), "invalid_grant");
  EXPECT_EQ(status_of(tokens), 401);
  EXPECT_EQ(refresh("public", tokens.at(kRefreshed)).json().at("error"), "invalid_grant");
}

TEST_F(OAuthCode, BelongsToItsVerifierRedirectAddressAndClient) {
  const auto fresh = [this] { return exchange_of(code_for(request_of("public"))); };
  EXPECT_EQ(refused(with(fresh(), {{"code_verifier", "another-verifier-of-the-very-same-length-43"}})),
            "invalid_grant");
  EXPECT_EQ(refused(with(fresh(), {{"code_verifier", ""}})), "invalid_grant");
  EXPECT_EQ(refused(with(fresh(), {{"redirect_uri", "http://127.0.0.1:49153/callback"}})), "invalid_grant");
  EXPECT_EQ(refused(with(fresh(), {{"redirect_uri", ""}})), "invalid_grant");
  EXPECT_EQ(token_as("basic", fresh()).json().at("error"), "invalid_grant");
}

TEST_F(OAuthCode, OneTryAtTheVerifierIsAll) {
  const Fields exchange = exchange_of(code_for(request_of("public")));
  refused(with(exchange, {{"code_verifier", "another-verifier-of-the-very-same-length-43"}}));
  EXPECT_EQ(refused(exchange), "invalid_grant");
}

TEST_F(OAuthCode, ExpiresAfterAMinute) {
  const std::string code = code_for(request_of("public"));
  clock_.pass(std::chrono::seconds{60});
  EXPECT_EQ(refused(exchange_of(code)), "invalid_grant");
}

TEST_F(OAuthCode, IdTokenFitsTheRequest) {
  const json tokens = tokens_for("public", {{"scope", "openid devices:read"}, {"nonce", "a nonce"}});
  const auto keys = oauth::JwkSet::parse(get("/oauth/jwks").body, oauth::PrivateKeys::refused);
  ASSERT_TRUE(keys.ok()) << keys.error().message;
  oauth::JwtRules rules;
  rules.profile = oauth::TokenProfile::id_token;
  rules.algorithms = {oauth::Algorithm::es256};
  rules.issuer = url("");
  rules.audience = seeded("public").at("client_id");
  rules.nonce = "a nonce";
  rules.access_token = *secrets::Secret::copy_of(tokens.at("access_token").get<std::string>());
  const auto claims = oauth::verify_jwt(tokens.at("id_token").get<std::string>(), *keys, rules, clock_);
  ASSERT_TRUE(claims.ok()) << claims.error().message;
  EXPECT_EQ(json::parse(*claims).at("sub"), "usr_0001");
}

TEST_F(OAuthCode, PagesHoldNothingOfOthersAndLoadNothing) {
  const Answer page = ask({{"login_hint", "\"><script>alert(1)</script>"}});
  EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.body, Not(HasSubstr("<script>")));
  EXPECT_THAT(page.header("content-security-policy"), HasSubstr("default-src 'none'"));
  EXPECT_THAT(page.header("content-security-policy"), HasSubstr("frame-ancestors 'none'"));
  EXPECT_EQ(page.header("referrer-policy"), "no-referrer");
  EXPECT_EQ(page.header("cache-control"), "no-store");
  EXPECT_THAT(page.header("set-cookie"), HasSubstr("__Host-"));
  EXPECT_THAT(page.header("set-cookie"), HasSubstr("HttpOnly"));
}

TEST_F(OAuthCode, ALoginBelongsToTheBrowserThatBeganIt) {
  const Answer page = ask({});
  curl_easy_setopt(browser().handle(), CURLOPT_COOKIELIST, "ALL");
  EXPECT_EQ(log_in(page).status, 400);
}

TEST_F(OAuthCode, ConsentNeedsALogin) {
  const std::string body = ask({}).body;
  const std::size_t at = body.find("value=\"") + 7;
  const std::string interaction = body.substr(at, body.find('"', at) - at);
  const Fields consent = {{"interaction", interaction}, {"decision", "allow"}, {"scope:devices:read", "on"}};
  EXPECT_EQ(post("/oauth/consent", consent).status, 400);
  EXPECT_EQ(get("/oauth/consent?interaction=" + interaction).status, 400);
}

TEST_F(OAuthCode, FiveWrongPasswordsEndALogin) {
  const std::string body = ask({}).body;
  const std::size_t at = body.find("value=\"") + 7;
  const std::string interaction = body.substr(at, body.find('"', at) - at);
  const std::string username = state().at("users").at(0).at("username");
  const Fields wrong = {{"interaction", interaction}, {"username", username}, {"password", "guess"}};
  for (int i = 0; i < 4; ++i) EXPECT_THAT(post("/oauth/login", wrong).body, HasSubstr("do not go together"));
  EXPECT_THAT(post("/oauth/login", wrong).body, HasSubstr("has ended"));
  const Fields right = with(wrong, {{"password", state().at("users").at(0).at("password")}});
  EXPECT_EQ(post("/oauth/login", right).status, 400);
}

TEST_F(OAuthCode, PushedRequestsAreGoodOnce) {
  const Answer pushed = post_as("par", "/oauth/par", with(request_of("par"), {{"client_id", ""}}));
  ASSERT_EQ(pushed.status, 201) << pushed.body;
  const std::string address = "/oauth/authorize?" + form_of({{"client_id", seeded("par").at("client_id")},
                                                             {"request_uri", pushed.json().at("request_uri")}});
  const Answer sent = log_in(get(address));
  EXPECT_EQ(token_as("par", exchange_of(query_of(sent.header("location"))["code"])).status, 200);
  EXPECT_EQ(get(address).status, 400) << "used";
}

TEST_F(OAuthCode, PushedRequestsBelongToTheirClientAndExpire) {
  const auto address = [this](const char* client) {
    const Answer pushed = post_as("par", "/oauth/par", with(request_of("par"), {{"client_id", ""}}));
    return "/oauth/authorize?" +
           form_of({{"client_id", seeded(client).at("client_id")}, {"request_uri", pushed.json().at("request_uri")}});
  };
  EXPECT_EQ(get(address("basic")).status, 400);
  const std::string late = address("par");
  clock_.pass(std::chrono::seconds{60});
  EXPECT_EQ(get(late).status, 400);
}

TEST_F(OAuthCode, PushedRequestsAreCheckedAtOnce) {
  const auto refused_push = [this](const std::map<std::string, std::string>& changes) {
    Fields fields = with(request_of("par"), {{"client_id", ""}});
    return post_as("par", "/oauth/par", with(std::move(fields), changes)).json().at("error").get<std::string>();
  };
  EXPECT_EQ(refused_push({{"redirect_uri", "https://evil.example/"}}), "invalid_request");
  EXPECT_EQ(refused_push({{"code_challenge_method", "plain"}}), "invalid_request");
  EXPECT_EQ(refused_push({{"scope", "nonsense"}}), "invalid_scope");
  EXPECT_EQ(refused_push({{"request_uri", "urn:x"}}), "invalid_request");
  EXPECT_EQ(post("/oauth/par", request_of("par")).status, 401) << "not authenticated";
}

TEST_F(OAuthCode, AClientThatHasToPushCannotDoWithout) {
  const Answer answer = get("/oauth/authorize?" + form_of(request_of("par")));
  EXPECT_EQ(query_of(answer.header("location"))["error"], "invalid_request");
}

}  // namespace
}  // namespace cfy::sandbox
