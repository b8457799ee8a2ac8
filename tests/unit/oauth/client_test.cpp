#include "oauth/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "loopback_browser.hpp"
#include "oauth/proofs.hpp"
#include "scripted_issuer.hpp"
#include "store/file_store.hpp"

namespace cfy::test {
namespace {

using namespace std::chrono_literals;
using oauth::Client;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::map<std::string, std::string> query_of(const std::string& url) {
  const auto parsed = oauth::parse_form(url.substr(url.find('?') + 1)).value();
  return {parsed.begin(), parsed.end()};
}

class ClientTest : public ::testing::Test {
 protected:
  ClientTest() {
    issuer_.on("/token", ScriptedIssuer::token_answer({{"refresh_token", "cfy_rt_test_1"}}));
    settings_ = client_of(issuer_);
  }
  std::shared_ptr<Client> client() { return Client::make(settings_).value(); }
  // Logs in with a browser that comes back with `answer` in the place of the server's own.
  Result<oauth::TokenCache::Held> log_in(Client& client, const std::string& answer = "code=c_test_1") {
    auto login = client.begin_login("", nullptr);
    if (!login) return login.error();
    return client.finish_login(*login, answer + "&state=" + query_of(login->authorization.url()).at("state"), nullptr);
  }

  ScriptedIssuer issuer_;
  oauth::ClientSettings settings_;
};

TEST_F(ClientTest, WithoutAScopeNoLoginBegins) {
  settings_.scope.clear();
  EXPECT_EQ(client()->begin_login({}, nullptr).error().field, "scope");
  EXPECT_EQ(client()->begin_device_login(nullptr).error().field, "scope");
  EXPECT_THAT(client()->open_browser(nullptr).error().message, HasSubstr("CONNECTIFY_OPERATIONS"));
  settings_.grant = oauth::Grant::client_credentials;
  EXPECT_EQ(client()->tokens().error().field, "scope");
  EXPECT_TRUE(issuer_.asked("/token").empty());
}

TEST_F(ClientTest, LogsInThroughTheBrowser) {
  const auto mine = client();
  auto login = mine->open_browser(nullptr);
  ASSERT_TRUE(login.ok()) << login.error().message;
  EXPECT_TRUE(login->browser.has_value());
  const auto asked = query_of(login->authorization.url());
  EXPECT_EQ(asked.at("scope"), "devices:read events:read");
  auto page = std::async(std::launch::async, [&] {
    return browse(asked.at("redirect_uri") + "?code=c_test_1&state=" + asked.at("state"));
  });
  const auto held = mine->wait_for_browser(*login, 5s, nullptr);
  ASSERT_TRUE(held.ok()) << held.error().message;
  EXPECT_THAT(page.get(), StartsWith("HTTP/1.1 200 "));
  const auto fields = issuer_.asked("/token").at(0).fields();
  EXPECT_EQ(fields.at("grant_type"), "authorization_code");
  EXPECT_EQ(fields.at("code"), "c_test_1");
  EXPECT_EQ(fields.at("redirect_uri"), asked.at("redirect_uri"));
  EXPECT_EQ(oauth::pkce_challenge(secret(fields.at("code_verifier"))), asked.at("code_challenge"));
  // Another client of the same store is logged in too.
  EXPECT_EQ((*client()->tokens())->access_token.reveal(), "cfy_at_test_1");
  EXPECT_EQ(issuer_.asked("/token").size(), 1U);
}

TEST_F(ClientTest, ThePageSaysHowTheLoginReallyEnded) {
  issuer_.on("/token", ScriptedIssuer::error_answer("invalid_grant"));
  const auto mine = client();
  auto login = mine->open_browser(nullptr);
  ASSERT_TRUE(login.ok());
  const auto asked = query_of(login->authorization.url());
  auto page = std::async(std::launch::async, [&] {
    return browse(asked.at("redirect_uri") + "?code=c_test_1&state=" + asked.at("state"));
  });
  EXPECT_EQ(mine->wait_for_browser(*login, 5s, nullptr).error().api_code, "invalid_grant");
  EXPECT_THAT(page.get(), HasSubstr("You are not logged in"));
}

TEST_F(ClientTest, ABrowserThatCannotBeStartedIsTold) {
  settings_.browser = {"/nowhere/browser-of-a-test"};
  const auto login = client()->open_browser(nullptr);
  ASSERT_TRUE(login.ok());
  ASSERT_TRUE(login->not_opened.has_value());
  EXPECT_EQ(login->not_opened->field, "browser");
}

TEST_F(ClientTest, AnAnswerToAnotherAddressIsRefused) {
  const auto mine = client();
  auto login = mine->begin_login("http://127.0.0.1:8400/callback", nullptr);
  const std::string state = query_of(login->authorization.url()).at("state");
  EXPECT_EQ(outcome(mine->finish_login(*login, "http://127.0.0.1:8400/other?code=c&state=" + state, nullptr)),
            "redirect_uri_wrong");
  EXPECT_EQ(outcome(mine->finish_login(*login, "http://127.0.0.1:8400/callback?code=c&state=" + state, nullptr)), "ok");
  EXPECT_EQ(outcome(mine->finish_login(*login, "http://127.0.0.1:8400/callback?code=c&state=" + state, nullptr)),
            "answer_used");
}

TEST_F(ClientTest, WithoutALoginOneIsNeeded) { EXPECT_EQ(outcome(client()->tokens()), "login_needed"); }

TEST_F(ClientTest, RefreshesAndKeepsTheRotatedToken) {
  const auto mine = client();
  ASSERT_EQ(outcome(log_in(*mine)), "ok");
  issuer_.on("/token",
             ScriptedIssuer::token_answer({{"access_token", "cfy_at_test_2"}, {"refresh_token", "cfy_rt_test_2"}}));
  EXPECT_EQ((*mine->refresh())->access_token.reveal(), "cfy_at_test_2");
  EXPECT_EQ((*mine->refresh({"devices:read"}))->access_token.reveal(), "cfy_at_test_2");
  const auto asked = issuer_.asked("/token");
  EXPECT_EQ(asked.at(1).fields().at("refresh_token"), "cfy_rt_test_1");
  EXPECT_EQ(asked.at(1).fields().at("scope"), "devices:read events:read");
  EXPECT_EQ(asked.at(2).fields().at("refresh_token"), "cfy_rt_test_2");
  EXPECT_EQ(asked.at(2).fields().at("scope"), "devices:read");
  EXPECT_EQ(outcome(mine->tokens({"devices:write"})), "scope_wider");
}

TEST_F(ClientTest, AWiderScopeThanGrantedIsRefusedAtTheRefreshToo) {
  const auto mine = client();
  issuer_.on("/token", ScriptedIssuer::token_answer({{"refresh_token", "cfy_rt_test_1"}, {"scope", "devices:read"}}));
  ASSERT_EQ(outcome(log_in(*mine)), "ok");
  issuer_.on("/token", ScriptedIssuer::token_answer({{"scope", "devices:read events:read"}}));
  EXPECT_EQ(outcome(mine->refresh()), "scope_wider");
}

TEST_F(ClientTest, AServiceAsksForItself) {
  settings_.grant = oauth::Grant::client_credentials;
  settings_.identity.authentication = oauth::ClientAuthentication::post;
  settings_.identity.secret = secret("s_test_1");
  issuer_.on("/token", ScriptedIssuer::token_answer());
  EXPECT_EQ(outcome(client()->tokens()), "ok");
  EXPECT_EQ(outcome(client()->tokens()), "ok");
  ASSERT_EQ(issuer_.asked("/token").size(), 1U);
  EXPECT_EQ(issuer_.asked("/token").at(0).fields().at("grant_type"), "client_credentials");
}

TEST_F(ClientTest, BoundTokensKeepTheirKey) {
  settings_.dpop = true;
  issuer_.on("/token", ScriptedIssuer::token_answer({{"token_type", "DPoP"}, {"refresh_token", "cfy_rt_test_1"}}));
  ASSERT_EQ(outcome(log_in(*client())), "ok");
  ASSERT_EQ(outcome(client()->refresh()), "ok");
  const std::string url = issuer_.issuer() + "/token";
  const auto asked = issuer_.asked("/token");
  const auto first = oauth::check_dpop_proof(asked.at(0).header("DPoP"), {.method = "POST", .url = url});
  const auto second = oauth::check_dpop_proof(asked.at(1).header("DPoP"), {.method = "POST", .url = url});
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->thumbprint, second->thumbprint);
  EXPECT_EQ((*client()->tokens())->key->signer().thumbprint(), first->thumbprint);
  issuer_.on("/token", ScriptedIssuer::token_answer());
  EXPECT_EQ(outcome(client()->refresh()), "token_type_downgraded");
}

TEST_F(ClientTest, LogsOutAtTheServerFirst) {
  const auto mine = client();
  ASSERT_EQ(outcome(log_in(*mine)), "ok");
  issuer_.on("/revoke", http_answer(503, "{}"));
  EXPECT_FALSE(mine->log_out().ok());
  EXPECT_EQ(outcome(mine->tokens()), "ok");
  issuer_.on("/revoke", http_answer(200, ""));
  EXPECT_TRUE(mine->log_out().value());
  EXPECT_EQ(outcome(mine->tokens()), "login_needed");
  EXPECT_FALSE(mine->log_out().value());
  const auto asked = issuer_.asked("/revoke");
  EXPECT_EQ(asked.at(1).fields().at("token"), "cfy_rt_test_1");
  EXPECT_EQ(asked.at(1).fields().at("token_type_hint"), "refresh_token");
  EXPECT_EQ(asked.at(2).fields().at("token"), "cfy_at_test_1");
}

TEST_F(ClientTest, RevokeAllForgetsWhateverTheServerSays) {
  const auto mine = client();
  ASSERT_EQ(outcome(log_in(*mine)), "ok");
  issuer_.on("/revoke", http_answer(503, "{}"));
  EXPECT_FALSE(mine->revoke_all().ok());
  EXPECT_EQ(outcome(mine->tokens()), "login_needed");
  EXPECT_TRUE(settings_.store->keys("")->empty());
}

TEST_F(ClientTest, LogsInByDevice) {
  issuer_.on("/device", http_answer(200, Json{{"device_code", "d_test_1"},
                                              {"user_code", "WDJB-MJHT"},
                                              {"verification_uri", "https://auth.example/device"},
                                              {"expires_in", 60},
                                              {"interval", 0}}
                                             .dump()));
  const auto mine = client();
  const auto login = mine->begin_device_login(nullptr);
  ASSERT_TRUE(login.ok()) << login.error().message;
  EXPECT_EQ(login->code.user_code, "WDJB-MJHT");
  EXPECT_EQ(outcome(mine->finish_device_login(*login, nullptr)), "ok");
  EXPECT_EQ(issuer_.asked("/token").at(0).fields().at("device_code"), "d_test_1");
  EXPECT_EQ(outcome(mine->tokens()), "ok");
}

TEST_F(ClientTest, AStoresFileHoldsNothingOfTheTokens) {
  const test::TemporaryFolder folder;
  const auto key = store::StoreKey::from_bytes(secret(std::string(32, 'k')));
  settings_.store = std::make_shared<store::FileStore>(folder.path() + "/tokens", *key);
  settings_.dpop = true;
  issuer_.on("/token", ScriptedIssuer::token_answer({{"token_type", "DPoP"}, {"refresh_token", "cfy_rt_test_1"}}));
  ASSERT_EQ(outcome(log_in(*client())), "ok");
  ASSERT_EQ(outcome(client()->tokens()), "ok");
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    for (const char* word : {"cfy_at_test", "cfy_rt_test", "at_test_1", "rt_test_1", "PRIVATE KEY", "devices:read"}) {
      EXPECT_THAT(bytes, Not(HasSubstr(word))) << entry.path();
    }
    ++files;
  }
  EXPECT_GE(files, 1);
}

}  // namespace
}  // namespace cfy::test
