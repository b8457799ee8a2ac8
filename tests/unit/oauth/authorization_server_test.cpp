#include "oauth/authorization_server.hpp"

#include <gtest/gtest.h>

#include <set>

#include "oauth/jwt.hpp"
#include "oauth/proofs.hpp"
#include "scripted_issuer.hpp"

namespace cfy::test {
namespace {

using oauth::AuthorizationServer;
using oauth::ClientAuthentication;
using oauth::DpopKey;
using oauth::TokenRequest;

class AuthorizationServerTest : public ::testing::Test {
 protected:
  AuthorizationServerTest() {
    client_.id = "app_test";
    client_.secret = secret("s_test_1");
    client_.authentication = ClientAuthentication::basic;
    issuer_.on("/token", ScriptedIssuer::token_answer());
  }
  AuthorizationServer& server() {
    if (!server_) server_.emplace(issuer_.issuer(), client_, issuer_.sender());
    return *server_;
  }
  Result<oauth::Tokens> ask(const DpopKey* key = nullptr) {
    return server().client_credentials({scope_, "", key, nullptr});
  }

  ScriptedIssuer issuer_;
  oauth::ClientIdentity client_;
  std::vector<std::string> scope_ = {"devices:read"};
  std::optional<AuthorizationServer> server_;
};

TEST_F(AuthorizationServerTest, AsksAsFormsOverHttp11) {
  const auto tokens = ask();
  ASSERT_TRUE(tokens.ok()) << tokens.error().message;
  EXPECT_EQ(tokens->access_token.reveal(), "cfy_at_test_1");
  const Asked asked = issuer_.asked("/token").at(0);
  EXPECT_TRUE(asked.head.starts_with("POST /op/token HTTP/1.1\r\n"));
  EXPECT_EQ(asked.header("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_TRUE(asked.header("Authorization").starts_with("Basic "));
  EXPECT_EQ(asked.fields().at("scope"), "devices:read");
}

TEST_F(AuthorizationServerTest, FindsOutAboutTheIssuerOnce) {
  ASSERT_TRUE(ask().ok());
  ASSERT_TRUE(ask().ok());
  EXPECT_EQ(issuer_.metadata_fetches(), 1U);
}

TEST_F(AuthorizationServerTest, FallsBackToOpenIdDiscovery) {
  issuer_.on("/.well-known/openid-configuration", http_answer(200, issuer_.metadata.dump()));
  issuer_.metadata_answer = http_answer(404, "{}");
  ASSERT_TRUE(ask().ok());
}

TEST_F(AuthorizationServerTest, TheDocumentMustBeOfTheIssuerThatWasAsked) {
  issuer_.metadata["issuer"] = issuer_.issuer() + "/";
  EXPECT_EQ(outcome(ask()), "issuer_differs");
  EXPECT_TRUE(issuer_.asked("/token").empty());
}

TEST_F(AuthorizationServerTest, NothingIsSentInTheClear) {
  issuer_.metadata["token_endpoint"] = "http://127.0.0.1:1/token";
  EXPECT_EQ(outcome(ask()), "endpoint_scheme");
}

TEST_F(AuthorizationServerTest, NoEndpointMayRedirect) {
  for (const int status : {301, 302, 303, 307, 308}) {
    issuer_.on("/token", http_answer(status, "{}", "Location: " + issuer_.issuer() + "/elsewhere\r\n"));
    const auto tokens = ask();
    EXPECT_EQ(outcome(tokens), "endpoint_redirect") << status;
    EXPECT_EQ(tokens.error().code, ErrorCode::oauth);
  }
  issuer_.on("/revoke", http_answer(307, "{}", "Location: " + issuer_.issuer() + "/elsewhere\r\n"));
  EXPECT_EQ(outcome(server().revoke(secret("cfy_at_test_1"), "access_token")), "endpoint_redirect");
  EXPECT_TRUE(issuer_.asked("/elsewhere").empty());
}

TEST_F(AuthorizationServerTest, MetadataMayNotRedirect) {
  issuer_.metadata_answer = http_answer(302, "{}", "Location: " + issuer_.issuer() + "/elsewhere\r\n");
  EXPECT_EQ(outcome(ask()), "endpoint_redirect");
  EXPECT_TRUE(issuer_.asked("/elsewhere").empty());
}

TEST_F(AuthorizationServerTest, AnAnswerOfMoreThanAMebibyteIsRefused) {
  issuer_.on("/token", http_answer(200, "{\"x\":\"" + std::string(1U << 20U, 'x') + "\"}"));
  const auto tokens = ask();
  EXPECT_EQ(outcome(tokens), "body_too_large");
  EXPECT_EQ(tokens.error().code, ErrorCode::response);
}

// A code or a refresh token is good once: what was sent and not heard of is not sent again.
TEST_F(AuthorizationServerTest, AFormThatWasSentIsNotSentAgain) {
  issuer_.on("/token", "");
  const auto tokens = ask();
  ASSERT_FALSE(tokens.ok());
  EXPECT_EQ(tokens.error().code, ErrorCode::connection);
  EXPECT_EQ(issuer_.asked("/token").size(), 1U);
  issuer_.on("/token", http_answer(503, "{}"));
  EXPECT_FALSE(ask().ok());
  EXPECT_EQ(issuer_.asked("/token").size(), 2U);
}

TEST_F(AuthorizationServerTest, ANonceIsAnsweredOnce) {
  const DpopKey key = *DpopKey::generate();
  issuer_.on("/token", [this](const Asked& /*asked*/) {
    if (issuer_.asked("/token").size() == 1)
      return ScriptedIssuer::error_answer("use_dpop_nonce", "DPoP-Nonce: n_test_1\r\n");
    return ScriptedIssuer::token_answer({{"token_type", "DPoP"}});
  });
  const auto tokens = ask(&key);
  ASSERT_TRUE(tokens.ok()) << tokens.error().message;
  const auto asked = issuer_.asked("/token");
  ASSERT_EQ(asked.size(), 2U);
  const std::string url = issuer_.issuer() + "/token";
  const auto first = oauth::check_dpop_proof(asked[0].header("DPoP"), {.method = "POST", .url = url});
  const auto second =
      oauth::check_dpop_proof(asked[1].header("DPoP"), {.method = "POST", .url = url, .nonce = "n_test_1"});
  ASSERT_TRUE(first.ok()) << first.error().message;
  ASSERT_TRUE(second.ok()) << second.error().message;
  EXPECT_NE(first->jti, second->jti);
  EXPECT_EQ(second->thumbprint, key.signer().thumbprint());
}

TEST_F(AuthorizationServerTest, ASecondRequestForANonceIsRefused) {
  const DpopKey key = *DpopKey::generate();
  issuer_.on("/token", ScriptedIssuer::error_answer("use_dpop_nonce", "DPoP-Nonce: n_test_1\r\n"));
  EXPECT_EQ(outcome(ask(&key)), "dpop_nonce_again");
  EXPECT_EQ(issuer_.asked("/token").size(), 2U);
}

TEST_F(AuthorizationServerTest, TheKeysAlgorithmMustBeOneOfTheServers) {
  const DpopKey key = *DpopKey::generate();
  issuer_.metadata["dpop_signing_alg_values_supported"] = {"RS256"};
  EXPECT_EQ(outcome(ask(&key)), "dpop_unsupported");
}

TEST_F(AuthorizationServerTest, EachAssertionIsNew) {
  const oauth::Signer key = signer("p256");
  client_.authentication = ClientAuthentication::private_key_jwt;
  client_.signer = &key;
  std::set<std::string> assertions;
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(ask().ok());
  for (const Asked& asked : issuer_.asked("/token")) assertions.insert(asked.fields().at("client_assertion"));
  EXPECT_EQ(assertions.size(), 2U);
}

TEST_F(AuthorizationServerTest, MutualTlsNeedsACertificate) {
  client_.authentication = ClientAuthentication::tls_client_auth;
  const auto tokens = ask();
  ASSERT_FALSE(tokens.ok());
  EXPECT_EQ(tokens.error().field, "client_certificate");
  EXPECT_TRUE(issuer_.asked("/token").empty());
}

TEST_F(AuthorizationServerTest, ARefreshMayNotWiden) {
  client_.authentication = ClientAuthentication::none;
  const auto tokens =
      server().refresh(secret("cfy_rt_test_1"), {"devices:read"}, {{"devices:write"}, "", nullptr, nullptr});
  EXPECT_EQ(outcome(tokens), "scope_wider");
  EXPECT_TRUE(issuer_.asked("/token").empty());
}

TEST_F(AuthorizationServerTest, ExchangesATokenForAResource) {
  oauth::TokenExchange exchange;
  exchange.subject_token = secret("cfy_at_test_1");
  ASSERT_TRUE(server().exchange(exchange, {scope_, "https://api.example/v1", nullptr, nullptr}).ok());
  const auto fields = issuer_.asked("/token").at(0).fields();
  EXPECT_EQ(fields.at("grant_type"), "urn:ietf:params:oauth:grant-type:token-exchange");
  EXPECT_EQ(fields.at("subject_token"), "cfy_at_test_1");
  EXPECT_EQ(fields.at("resource"), "https://api.example/v1");
}

TEST_F(AuthorizationServerTest, PushesTheRequestWhereThatIsOffered) {
  issuer_.metadata["pushed_authorization_request_endpoint"] = issuer_.issuer() + "/par";
  issuer_.on("/par", http_answer(201, R"({"request_uri":"urn:x:test:1","expires_in":60})"));
  oauth::AuthorizationWish wish;
  wish.client_id = "app_test";
  wish.redirect_uri = "http://127.0.0.1:8400/callback";
  wish.scope = scope_;
  const auto authorization = server().authorize(wish, nullptr);
  ASSERT_TRUE(authorization.ok()) << authorization.error().message;
  EXPECT_EQ(authorization->url(), issuer_.issuer() + "/authorize?client_id=app_test&request_uri=urn%3Ax%3Atest%3A1");
  const auto fields = issuer_.asked("/par").at(0).fields();
  EXPECT_EQ(fields.at("code_challenge_method"), "S256");
  EXPECT_EQ(fields.at("client_id"), "app_test");
  issuer_.on("/par", http_answer(201, R"({"expires_in":60})"));
  EXPECT_EQ(outcome(server().authorize(wish, nullptr)), "request_uri_missing");
  issuer_.on("/par", http_answer(307, "{}", "Location: /elsewhere\r\n"));
  EXPECT_EQ(outcome(server().authorize(wish, nullptr)), "endpoint_redirect");
}

TEST_F(AuthorizationServerTest, IntrospectionMustSayWhetherTheTokenIsActive) {
  issuer_.on("/introspect", http_answer(200, R"({"active":true,"scope":"devices:read"})"));
  const auto said = server().introspect(secret("cfy_at_test_1"), "access_token");
  ASSERT_TRUE(said.ok()) << said.error().message;
  EXPECT_TRUE(Json::parse(*said).at("active").get<bool>());
  issuer_.on("/introspect", http_answer(200, R"({"active":"yes"})"));
  EXPECT_EQ(outcome(server().introspect(secret("cfy_at_test_1"), "access_token")), "active_missing");
}

// The caller named the issuer's host, and the issuer's document all others.
TEST(KnownIssuer, OtherHostsMustBePublicUnlessTheIssuerIsNot) {
  oauth::Metadata metadata;
  metadata.issuer = "https://auth.example:8443/op";
  using transport::AddressRule;
  const oauth::KnownIssuer outside(metadata, true);
  EXPECT_EQ(outside.rule_for("https://auth.example/token"), AddressRule::any);
  EXPECT_EQ(outside.rule_for("https://auth.example.org/token"), AddressRule::public_only);
  EXPECT_EQ(outside.rule_for("https://169.254.169.254/token"), AddressRule::public_only);
  const oauth::KnownIssuer inside(metadata, false);
  EXPECT_EQ(inside.rule_for("https://10.0.0.1/token"), AddressRule::any);
}

}  // namespace
}  // namespace cfy::test
