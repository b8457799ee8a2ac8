// Refreshing, client credentials, token exchange, revocation, introspection; and what tokens open.
#include "oauth_harness.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr const char* kExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
constexpr const char* kAccessType = "urn:ietf:params:oauth:token-type:access_token";

class OAuthTokens : public OAuthTest {
 protected:
  Fields credentials(const std::map<std::string, std::string>& changes = {}) {
    return with({{"grant_type", "client_credentials"}, {"scope", "devices:read"}}, changes);
  }
  std::string error_of(const Answer& answer) { return answer.json().value("error", "none"); }
  Fields exchange(const json& subject, const std::map<std::string, std::string>& changes = {}) {
    return with(
        {{"grant_type", kExchange}, {"subject_token", subject.at("access_token")}, {"subject_token_type", kAccessType}},
        changes);
  }
};

TEST_F(OAuthTokens, RefreshRotates) {
  const json first = tokens_for("public");
  const Answer answer = refresh("public", first.at(kRefreshed));
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json second = answer.json();
  EXPECT_NE(second.at(kRefreshed), first.at(kRefreshed));
  EXPECT_EQ(second.at("scope"), first.at("scope"));
  EXPECT_EQ(status_of(second), 200);
  EXPECT_EQ(refresh("public", second.at(kRefreshed)).status, 200);
}

TEST_F(OAuthTokens, ReuseOfARefreshTokenRevokesTheFamilyAndNoOther) {
  const json other = tokens_for("public");
  const json first = tokens_for("public");
  const json second = refresh("public", first.at(kRefreshed)).json();
  EXPECT_EQ(error_of(refresh("public", first.at(kRefreshed))), "invalid_grant");
  EXPECT_EQ(error_of(refresh("public", second.at(kRefreshed))), "invalid_grant");
  EXPECT_EQ(status_of(first), 401);
  EXPECT_EQ(status_of(second), 401);
  EXPECT_EQ(status_of(other), 200);
  EXPECT_EQ(refresh("public", other.at(kRefreshed)).status, 200);
}

TEST_F(OAuthTokens, RefreshNarrowsAndNeverWidens) {
  const json first = tokens_for("public");
  const json narrow = refresh("public", first.at(kRefreshed), {{"scope", "devices:read"}}).json();
  EXPECT_EQ(narrow.at("scope"), "devices:read");
  const Answer wide = refresh("public", narrow.at(kRefreshed), {{"scope", "devices:read events:read"}});
  EXPECT_EQ(error_of(wide), "invalid_scope");
  // A refusal of the scope uses nothing up, and what was granted at first can be had again (RFC 6749 section 6).
  EXPECT_EQ(refresh("public", narrow.at(kRefreshed)).json().at("scope"), "devices:read devices:write");
}

TEST_F(OAuthTokens, RefreshTokensBelongToTheirClient) {
  const json tokens = tokens_for("public");
  EXPECT_EQ(error_of(refresh("basic", tokens.at(kRefreshed))), "invalid_grant");
  EXPECT_EQ(refresh("public", tokens.at(kRefreshed)).status, 200);
}

TEST_F(OAuthTokens, AnAccessTokenDoesNotRefreshAndARefreshTokenOpensNothing) {
  const json tokens = tokens_for("public");
  EXPECT_EQ(error_of(refresh("public", tokens.at("access_token"))), "invalid_grant");
  EXPECT_EQ(client_with(tokens.at(kRefreshed).get<std::string>()).get("/devices").status, 401);
}

TEST_F(OAuthTokens, Expire) {
  const json tokens = tokens_for("public");
  clock_.pass(std::chrono::seconds{3599});
  EXPECT_EQ(status_of(tokens), 200);
  clock_.pass(std::chrono::seconds{1});
  EXPECT_EQ(status_of(tokens), 401);
  EXPECT_EQ(refresh("public", tokens.at(kRefreshed)).status, 200);
  const json last = tokens_for("public");
  clock_.pass(std::chrono::hours{30 * 24});
  EXPECT_EQ(error_of(refresh("public", last.at(kRefreshed))), "invalid_grant");
}

TEST_F(OAuthTokens, LiveAsLongAsTheSandboxWasTold) {
  begin({.token_lifetime = std::chrono::seconds{2}});
  const json tokens = token_as("basic", credentials()).json();
  EXPECT_EQ(tokens.at("expires_in"), 2);
  EXPECT_EQ(status_of(tokens), 200);
  clock_.pass(std::chrono::seconds{2});
  EXPECT_EQ(status_of(tokens), 401);
}

TEST_F(OAuthTokens, ClientCredentials) {
  for (const char* const client : {"basic", "post", "jwt"}) {
    const Answer answer = token_as(client, credentials());
    ASSERT_EQ(answer.status, 200) << client << answer.body;
    const json tokens = answer.json();
    EXPECT_EQ(tokens.at("scope"), "devices:read");
    EXPECT_FALSE(tokens.contains(kRefreshed));
    EXPECT_EQ(status_of(tokens), 200);
    EXPECT_EQ(status_of(tokens, "/events"), 403);
  }
}

TEST_F(OAuthTokens, ClientCredentialsAreNotForPublicClients) {
  EXPECT_EQ(error_of(token_as("public", credentials())), "unauthorized_client");
}

TEST_F(OAuthTokens, ScopesAreNamedAndKnown) {
  EXPECT_EQ(error_of(token_as("basic", credentials({{"scope", ""}}))), "invalid_scope");
  EXPECT_EQ(error_of(token_as("basic", credentials({{"scope", "all"}}))), "invalid_scope");
}

TEST_F(OAuthTokens, ShortFormsAreGrantedAsTheyWereAskedFor) {
  const json tokens = token_as("basic", credentials({{"scope", "read"}})).json();
  EXPECT_EQ(tokens.at("scope"), "read");
  EXPECT_EQ(status_of(tokens), 200);
  EXPECT_EQ(status_of(tokens, "/events"), 200);
  EXPECT_EQ(client_with(tokens.at("access_token").get<std::string>()).send("DELETE", "/devices/dev_0001").status, 403);
}

TEST_F(OAuthTokens, OpenTheirResourceAlone) {
  const json elsewhere = token_as("basic", credentials({{"resource", url("")}})).json();
  EXPECT_EQ(status_of(elsewhere), 401);
  EXPECT_EQ(status_of(token_as("basic", credentials({{"resource", api()}})).json()), 200);
  EXPECT_EQ(error_of(token_as("basic", credentials({{"resource", "https://evil.example/"}}))), "invalid_target");
}

TEST_F(OAuthTokens, AnUnknownOneIsA401WithAChallenge) {
  const Answer answer = client_with(std::string("cfy_at_test_unknown")).get("/devices");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.error_code(), "INVALID_TOKEN");
  EXPECT_THAT(answer.header("www-authenticate"), HasSubstr(R"(error="invalid_token")"));
}

TEST_F(OAuthTokens, AreOfNoUseInAnAddress) {
  const json tokens = token_as("basic", credentials()).json();
  Client nobody = client_with(std::nullopt);
  const std::string query = "?access_token=" + tokens.at("access_token").get<std::string>();
  EXPECT_EQ(nobody.get("/devices" + query).status, 401);
  EXPECT_EQ(error_of(token_as("public", {})), "invalid_request");
  EXPECT_EQ(error_of(post("/oauth/token?client_id=sandbox-public", credentials())), "invalid_request");
}

TEST_F(OAuthTokens, ActForTheUserWhoLoggedIn) {
  const json tokens = tokens_for("public", {{"scope", "users:read"}});
  const Answer answer = client_with(tokens.at("access_token").get<std::string>()).get("/users/me");
  EXPECT_EQ(answer.data().at("id"), "usr_0001");
}

TEST_F(OAuthTokens, UserInfoTellsWhatTheScopesLetIt) {
  const json tokens =
      token_as("public",
               exchange_of(code_for(with(request_of("public"), {{"scope", "openid email"}, {"resource", url("")}}))))
          .json();
  const Answer answer = browser().send("GET", "/oauth/userinfo",
                                       {"Authorization: Bearer " + tokens.at("access_token").get<std::string>()});
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.json().at("sub"), "usr_0001");
  EXPECT_EQ(answer.json().at("email"), "ada@example.com");
  EXPECT_FALSE(answer.json().contains("name"));
}

TEST_F(OAuthTokens, RevocationOfARefreshTokenTakesTheLoginAlong) {
  const json tokens = tokens_for("public");
  EXPECT_EQ(post_as("public", "/oauth/revoke", {{"token", tokens.at(kRefreshed)}}).status, 200);
  EXPECT_EQ(status_of(tokens), 401);
  EXPECT_EQ(error_of(refresh("public", tokens.at(kRefreshed))), "invalid_grant");
}

TEST_F(OAuthTokens, RevocationOfAnAccessTokenLeavesTheLogin) {
  const json tokens = tokens_for("public");
  EXPECT_EQ(post_as("public", "/oauth/revoke", {{"token", tokens.at("access_token")}}).status, 200);
  EXPECT_EQ(status_of(tokens), 401);
  EXPECT_EQ(refresh("public", tokens.at(kRefreshed)).status, 200);
}

TEST_F(OAuthTokens, RevocationIsForTheirOwnClient) {
  const json tokens = tokens_for("public");
  EXPECT_EQ(error_of(post_as("basic", "/oauth/revoke", {{"token", tokens.at(kRefreshed)}})), "invalid_grant");
  EXPECT_EQ(status_of(tokens), 200);
  EXPECT_EQ(post_as("public", "/oauth/revoke", {{"token", "unknown"}}).status, 200);
  EXPECT_EQ(post("/oauth/revoke", {{"token", "unknown"}}).status, 401);
}

TEST_F(OAuthTokens, IntrospectionDescribesTheClientsOwn) {
  const json tokens = tokens_for("basic");
  const json access = post_as("basic", "/oauth/introspect", {{"token", tokens.at("access_token")}}).json();
  EXPECT_EQ(access.at("active"), true);
  EXPECT_EQ(access.at("scope"), "devices:read devices:write");
  EXPECT_EQ(access.at("sub"), "usr_0001");
  EXPECT_EQ(access.at("aud").at(0), api());
  EXPECT_EQ(access.at("token_type"), "Bearer");
  EXPECT_EQ(access.at("exp").get<std::int64_t>() - access.at("iat").get<std::int64_t>(), 3600);
  EXPECT_EQ(post_as("basic", "/oauth/introspect", {{"token", tokens.at(kRefreshed)}}).json().at("active"), true);
  EXPECT_EQ(post_as("post", "/oauth/introspect", {{"token", tokens.at("access_token")}}).json(),
            json({{"active", false}}));
  EXPECT_EQ(post_as("basic", "/oauth/introspect", {{"token", "unknown"}}).json(), json({{"active", false}}));
  refresh("basic", tokens.at(kRefreshed));
  EXPECT_EQ(post_as("basic", "/oauth/introspect", {{"token", tokens.at(kRefreshed)}}).json(),
            json({{"active", false}}));
  EXPECT_EQ(post_as("public", "/oauth/introspect", {{"token", tokens.at("access_token")}}).status, 401);
}

TEST_F(OAuthTokens, ExchangeNarrows) {
  const json subject = tokens_for("public");
  const Answer answer = token_as("basic", exchange(subject, {{"scope", "devices:read"}}));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.json().at("scope"), "devices:read");
  EXPECT_EQ(answer.json().at("issued_token_type"), kAccessType);
  EXPECT_FALSE(answer.json().contains(kRefreshed));
  EXPECT_EQ(status_of(answer.json()), 200);
  EXPECT_EQ(error_of(token_as("basic", exchange(subject, {{"scope", "devices:read events:read"}}))), "invalid_scope");
  EXPECT_EQ(error_of(token_as("basic", exchange(subject, {{"resource", url("")}}))), "invalid_target");
}

TEST_F(OAuthTokens, ExchangedOnesLiveNoLongerThanWhatTheyCameFrom) {
  const json subject = tokens_for("public");
  clock_.pass(std::chrono::seconds{3000});
  EXPECT_EQ(token_as("basic", exchange(subject)).json().at("expires_in"), 600);
  const json exchanged = token_as("basic", exchange(subject)).json();
  post_as("public", "/oauth/revoke", {{"token", subject.at(kRefreshed)}});
  EXPECT_EQ(status_of(exchanged), 401);
}

TEST_F(OAuthTokens, ExchangeRefusesWhatItDoesNotKnow) {
  const json subject = tokens_for("public");
  EXPECT_EQ(error_of(token_as("public", exchange(subject))), "unauthorized_client");
  for (const auto& [name, value] :
       std::map<std::string, std::string>{{"subject_token", "unknown"},
                                          {"subject_token_type", "urn:ietf:params:oauth:token-type:jwt"},
                                          {"requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token"},
                                          {"actor_token", "x"}}) {
    EXPECT_EQ(error_of(token_as("basic", exchange(subject, {{name, value}}))), "invalid_request") << name;
  }
}

TEST_F(OAuthTokens, GrantsAreListedAndTakenAway) {
  const json tokens = tokens_for("public");
  const auto grant = [this]() -> json {
    const json data = client().get("/grants?limit=100").data();
    for (const json& each : data.at("grants")) {
      if (each.at("subject") == "usr_0001" && each.at("scopes").size() == 2) return each;
    }
    return nullptr;
  };
  ASSERT_FALSE(grant().is_null());
  EXPECT_EQ(grant().at("scopes"), json({"devices:read", "devices:write"}));
  EXPECT_TRUE(grant().at("last_used_at").is_null());
  EXPECT_EQ(status_of(tokens), 200);
  EXPECT_TRUE(grant().at("last_used_at").is_string());
  const std::string path = "/grants/" + grant().at("id").get<std::string>();
  const Headers signature =
      sign_request(sandbox().api_secret(), "DELETE", path, "", "AAAAAAAAAAAAAAAAAAAAAA", clock_.wall_now());
  EXPECT_EQ(client().send("DELETE", path, signature).status, 200);
  EXPECT_TRUE(grant().is_null());
  EXPECT_EQ(status_of(tokens), 401);
  EXPECT_EQ(error_of(refresh("public", tokens.at(kRefreshed))), "invalid_grant");
}

TEST_F(OAuthTokens, HaveARateLimitOfTheirGrant) {
  begin({.plan = Plan::free});
  Client one = client_with(token_as("basic", credentials()).json().at("access_token").get<std::string>());
  Client other = client_with(token_as("basic", credentials()).json().at("access_token").get<std::string>());
  EXPECT_EQ(one.get("/devices").header("x-ratelimit-remaining"), "59");
  EXPECT_EQ(other.get("/devices").header("x-ratelimit-remaining"), "58");
  EXPECT_EQ(client().get("/devices").header("x-ratelimit-remaining"), "59") << "the key's own";
}

}  // namespace
}  // namespace cfy::sandbox
