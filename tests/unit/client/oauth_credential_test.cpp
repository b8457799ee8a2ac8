#include "client/oauth_credential.hpp"

#include <gtest/gtest.h>

#include "../oauth/scripted_issuer.hpp"
#include "api_answers.hpp"
#include "client/client.hpp"
#include "client/oauth_settings.hpp"
#include "oauth/proofs.hpp"

namespace cfy::test {
namespace {

using client::Client;

// An API that takes the access tokens of a scripted issuer.
class OAuthCredentialTest : public ::testing::Test {
 protected:
  OAuthCredentialTest() {
    unsetenv("SSL_CERT_FILE");
    ca_file_ = folder_.write("ca.pem", issuer_.authority_pem());
    issuer_.on("/token", [this](const Asked& asked) {
      const Json type = asked.header("DPoP").empty() ? "Bearer" : "DPoP";
      return ScriptedIssuer::token_answer(
          {{"access_token", "cfy_at_test_" + std::to_string(issuer_.asked("/token").size())}, {"token_type", type}});
    });
    issuer_.on("/v1/devices", http_answer(200, kNoDevices));
  }
  client::SettingArguments arguments(bool dpop = false) const {
    client::SettingArguments given;
    for (const auto& [name, value] : std::map<std::string, std::string>{{"environment", "production"},
                                                                        {"base_url", issuer_.issuer() + "/v1"},
                                                                        {"issuer", issuer_.issuer()},
                                                                        {"ca_file", ca_file_},
                                                                        {"client_id", "app_test"},
                                                                        {"scope", "devices:read"},
                                                                        {"token_store", "memory"},
                                                                        {"dpop", dpop ? "true" : "false"}}) {
      EXPECT_TRUE(given.set(name, value).ok());
    }
    EXPECT_TRUE(given.set_secret("client_secret", secret("s_test_1")).ok());
    return given;
  }
  static std::string call(Client& client) {
    const auto answer = client.call("devices.list", "{}", {});
    return answer ? "ok" : std::string(error_name(answer.error().code));
  }
  std::vector<Asked> calls() { return issuer_.asked("/v1/devices"); }

  ScriptedIssuer issuer_;
  test::TemporaryFolder folder_;
  std::string ca_file_;
};

TEST_F(OAuthCredentialTest, ATokenIsTheCredentialWhereThereIsNoKey) {
  const auto client = Client::make(arguments());
  ASSERT_TRUE(client.ok()) << client.error().message;
  EXPECT_EQ(call(**client), "ok");
  EXPECT_EQ(call(**client), "ok");
  EXPECT_EQ(calls().at(0).header("Authorization"), "Bearer cfy_at_test_1");
  EXPECT_EQ(issuer_.asked("/token").size(), 1U);
}

TEST_F(OAuthCredentialTest, ARefusedTokenIsReplacedOnce) {
  const auto client = Client::make(arguments()).value();
  issuer_.on("/v1/devices", [](const Asked& asked) {
    const bool good = asked.header("Authorization") == "Bearer cfy_at_test_2";
    return http_answer(good ? 200 : 401, good ? kNoDevices : kTokenExpired);
  });
  EXPECT_EQ(call(*client), "ok");
  EXPECT_EQ(calls().size(), 2U);
  issuer_.on("/v1/devices", http_answer(401, kTokenExpired));
  EXPECT_EQ(call(*client), "authentication");
  EXPECT_EQ(calls().size(), 4U);
}

TEST_F(OAuthCredentialTest, ABoundTokenGoesWithAProofAndTheNonceThatIsAskedFor) {
  const auto client = Client::make(arguments(true)).value();
  issuer_.on("/v1/devices", [this](const Asked& /*asked*/) {
    if (calls().size() > 1) return http_answer(200, kNoDevices);
    return http_answer(401, kTokenExpired,
                       "DPoP-Nonce: n_test_1\r\nWWW-Authenticate: DPoP error=\"use_dpop_nonce\"\r\n");
  });
  EXPECT_EQ(call(*client), "ok");
  ASSERT_EQ(calls().size(), 2U);
  EXPECT_EQ(issuer_.asked("/token").size(), 1U);
  const Asked last = calls().at(1);
  EXPECT_EQ(last.header("Authorization"), "DPoP cfy_at_test_1");
  const secrets::Secret token = secret("cfy_at_test_1");
  const auto proof = oauth::check_dpop_proof(
      last.header("DPoP"),
      {.method = "GET", .url = issuer_.issuer() + "/v1/devices", .access_token = &token, .nonce = "n_test_1"});
  EXPECT_TRUE(proof.ok()) << proof.error().message;
}

TEST_F(OAuthCredentialTest, TheApiKeyComesFirst) {
  client::SettingArguments given = arguments();
  ASSERT_TRUE(given.set_secret("api_key", secret("k_test_1")).ok());
  const auto client = Client::make(given).value();
  EXPECT_EQ(call(*client), "ok");
  EXPECT_EQ(calls().at(0).header("Authorization"), "Bearer k_test_1");
  EXPECT_TRUE(issuer_.asked("/token").empty());
}

TEST_F(OAuthCredentialTest, ALoginCanBeShared) {
  client::SettingArguments given = arguments();
  const auto login = client::make_oauth_client(client::resolve_settings(given).value()).value();
  const auto one = Client::make(given, login).value();
  const auto other = Client::make(given, login).value();
  EXPECT_EQ(call(*one), "ok");
  EXPECT_EQ(call(*other), "ok");
  EXPECT_EQ(issuer_.asked("/token").size(), 1U);
}

}  // namespace
}  // namespace cfy::test
