// What a client must not fall for, sent on demand.
#include "oauth/jwk_set.hpp"
#include "oauth/jwt.hpp"
#include "oauth/metadata.hpp"
#include "oauth/token_answer.hpp"
#include "oauth_harness.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class OAuthFaults : public OAuthTest {
 protected:
  void SetUp() override { begin({.faults = true}); }
  Answer ask_for(const std::string& path, const std::string& fault, const std::optional<int>& times = std::nullopt) {
    json entry = {{"path", path}, {"fault", fault}};
    if (times) entry["times"] = *times;
    return browser().send("PUT", "/sandbox/faults", {"Content-Type: application/json"}, json::array({entry}).dump());
  }
  Answer credentials() { return token_as("basic", {{"grant_type", "client_credentials"}, {"scope", "devices:read"}}); }
  Answer spoiled_token(const std::string& fault) {
    EXPECT_EQ(ask_for("/oauth/token", fault).status, 200) << fault;
    return credentials();
  }
  // What the core refuses an answer of the token endpoint for.
  std::string rule_of(const Answer& answer, const oauth::TokenWish& wish = {.scope = {"devices:read"}}) {
    const auto tokens =
        oauth::parse_token_answer(static_cast<int>(answer.status), answer.header("content-type"), answer.body, wish);
    return tokens ? "none" : tokens.error().rule;
  }
  std::string metadata_rule(const std::string& fault) {
    ask_for("/oauth/.well-known/openid-configuration", fault);
    const auto metadata = oauth::parse_metadata(get("/oauth/.well-known/openid-configuration").body, url(""));
    return metadata ? "none" : metadata.error().rule;
  }
  std::string id_token_rule(const std::string& fault) {
    ask_for("/oauth/token", fault, 1);
    const json tokens = tokens_for("public", {{"scope", "openid"}, {"nonce", "a nonce"}});
    const auto keys = oauth::JwkSet::parse(get("/oauth/jwks").body);
    oauth::JwtRules rules;
    rules.profile = oauth::TokenProfile::id_token;
    rules.issuer = url("");
    rules.audience = seeded("public").at("client_id");
    rules.nonce = "a nonce";
    const auto claims = oauth::verify_jwt(tokens.at("id_token").get<std::string>(), *keys, rules, clock_);
    return claims ? "none" : claims.error().rule;
  }
};

TEST_F(OAuthFaults, AreOffUnlessAskedForAtTheStart) {
  begin();
  EXPECT_EQ(ask_for("/oauth/token", "status=503").status, 404);
}

TEST_F(OAuthFaults, ConcernTheirPathAlone) {
  ask_for("/oauth/token", "status=503");
  EXPECT_EQ(credentials().status, 503);
  EXPECT_EQ(get("/oauth/jwks").status, 200);
  EXPECT_EQ(client().get("/devices").status, 200);
  ask_for("/v1/devices", "status=502");
  EXPECT_EQ(credentials().status, 200);
  EXPECT_EQ(client().get("/devices?limit=1").status, 502);
}

TEST_F(OAuthFaults, LastAsOftenAsAskedFor) {
  ask_for("/oauth/token", "status=503", 2);
  EXPECT_EQ(credentials().status, 503);
  EXPECT_EQ(get("/sandbox/faults").data().at(0).at("times"), 1);
  EXPECT_EQ(credentials().status, 503);
  EXPECT_EQ(credentials().status, 200);
  EXPECT_EQ(get("/sandbox/faults").data(), json::array());
}

TEST_F(OAuthFaults, UnknownOnesAreRefused) {
  EXPECT_EQ(ask_for("/oauth/token", "explode").status, 422);
  for (const char* const body : {"", "{}", "[{}]", R"([{"path":1,"fault":"close"}])"}) {
    EXPECT_EQ(browser().send("PUT", "/sandbox/faults", {"Content-Type: application/json"}, body).status, 422) << body;
  }
}

TEST_F(OAuthFaults, NoneIsARightAnswer) {
  EXPECT_EQ(rule_of(credentials()), "none");
  EXPECT_EQ(id_token_rule("wrong-iss"), "none") << "a fault that does not concern the answer";
}

TEST_F(OAuthFaults, TokenAnswers) {
  EXPECT_EQ(rule_of(spoiled_token("wider-scope")), "scope_wider");
  EXPECT_EQ(rule_of(spoiled_token("missing-token-type")), "token_type_missing");
  EXPECT_EQ(rule_of(spoiled_token("unknown-token-type")), "token_type_unknown");
  EXPECT_EQ(rule_of(spoiled_token("bearer-token-type"), {.scope = {"devices:read"}, .dpop = true}),
            "token_type_downgraded");
  EXPECT_EQ(rule_of(spoiled_token("negative-lifetime")), "expires_in_form");
  EXPECT_EQ(rule_of(spoiled_token("line-break-token")), "token_form");
  EXPECT_EQ(rule_of(spoiled_token("duplicate-key")), "duplicate_key");
  EXPECT_EQ(rule_of(spoiled_token("oversize=2000000")), "too_large");
  EXPECT_EQ(rule_of(spoiled_token("wrong-schema")), "token_missing");
  EXPECT_NE(rule_of(spoiled_token("nan-lifetime")), "none");
  EXPECT_THAT(credentials().body, HasSubstr(R"("expires_in":NaN)"));
  EXPECT_NE(rule_of(spoiled_token("invalid-json")), "none");
}

TEST_F(OAuthFaults, SizesAreRight) { EXPECT_EQ(spoiled_token("oversize=2000000").body.size(), 2'000'000U); }

TEST_F(OAuthFaults, RedirectsLeadToTheSameAddress) {
  ask_for("/oauth/token", "redirect");
  const Answer answer = credentials();
  EXPECT_EQ(answer.status, 307);
  EXPECT_EQ(answer.header("location"), "/oauth/token");
}

TEST_F(OAuthFaults, ANonceIsAskedForAgain) {
  ask_for("/oauth/token", "nonce-again");
  const Answer first = credentials();
  const Answer second = credentials();
  EXPECT_EQ(first.json().at("error"), "use_dpop_nonce");
  EXPECT_NE(first.header("dpop-nonce"), second.header("dpop-nonce"));
}

TEST_F(OAuthFaults, AnAnswerMayBeLostAfterTheTokenWasRotated) {
  const json tokens = tokens_for("public");
  ask_for("/oauth/token", "close", 2);  // libcurl sends it again by itself where a kept connection breaks
  EXPECT_NE(refresh("public", tokens.at(kRefreshed)).code, CURLE_OK);
  EXPECT_EQ(refresh("public", tokens.at(kRefreshed)).json().at("error"), "invalid_grant");
}

TEST_F(OAuthFaults, Metadata) {
  EXPECT_EQ(metadata_rule("wrong-issuer"), "issuer_differs");
  EXPECT_EQ(metadata_rule("http-endpoints"), "endpoint_scheme");
  ask_for("/oauth/.well-known/openid-configuration", "no-s256");
  const auto metadata = oauth::parse_metadata(get("/oauth/.well-known/openid-configuration").body, url(""));
  EXPECT_FALSE(metadata->supports_s256());
}

TEST_F(OAuthFaults, AuthorizationAnswers) {
  const auto answer = [this](const std::string& fault) {
    ask_for("/oauth/consent", fault);
    return query_of(log_in(get("/oauth/authorize?" + form_of(request_of("public")))).header("location"));
  };
  EXPECT_EQ(answer("wrong-iss")["iss"], "https://evil.example");
  EXPECT_EQ(answer("missing-iss").count("iss"), 0U);
  EXPECT_EQ(answer("wrong-state")["state"], "another");
  EXPECT_EQ(answer("delay=0")["state"], "a state");
}

TEST_F(OAuthFaults, IdTokens) {
  EXPECT_EQ(id_token_rule("id-token-nonce"), "nonce_wrong");
  EXPECT_EQ(id_token_rule("id-token-audience"), "aud_wrong");
  EXPECT_EQ(id_token_rule("id-token-issuer"), "iss_wrong");
  EXPECT_EQ(id_token_rule("id-token-expired"), "expired");
  EXPECT_EQ(id_token_rule("id-token-signature"), "signature_invalid");
}

}  // namespace
}  // namespace cfy::sandbox
