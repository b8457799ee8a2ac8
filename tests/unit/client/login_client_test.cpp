// Clients that act with a login's tokens: what those were granted decides, and a role narrows them at the server.
#include <array>
#include <mutex>
#include <random>

#include <gmock/gmock.h>

#include "../oauth/scripted_issuer.hpp"
#include "api_answers.hpp"
#include "client/client.hpp"

namespace cfy::test {
namespace {

using client::Client;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kAnswer = R"({"status":"error","error":{"code":"NOT_FOUND","message":"There is none."}})";
constexpr const char* kRoles = R"({"roles": {
  "kitchen": {"permissions": ["devices:read", {"scope": "devices:write", "resources": ["dev_kitchen_*"]}]},
  "reader": {"permissions": ["devices:read"]}}})";
constexpr const char* kExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

// An issuer whose tokens are called after what they were asked for, and an API beside it.
class LoginClientTest : public ::testing::Test {
 protected:
  LoginClientTest() {
    unsetenv("SSL_CERT_FILE");
    ca_file_ = folder_.write("ca.pem", issuer_.authority_pem());
    issuer_.on("/token", [](const Asked& asked) { return token_for(asked.fields().at("scope")); });
    issuer_.on("/v1/devices", http_answer(200, kNoDevices));
    for (const char* const path : kOtherPaths) issuer_.on(path, http_answer(404, kAnswer));
  }
  static std::string token_for(std::string scope) {
    std::string name = "cfy_at_test_" + scope;
    for (char& c : name) c = c == ' ' ? '+' : c;
    return ScriptedIssuer::token_answer({{"access_token", name}, {"scope", std::move(scope)}});
  }
  client::SettingArguments arguments(const std::string& scope = "devices:read devices:write events:read") const {
    client::SettingArguments given;
    for (const auto& [name, value] : std::map<std::string, std::string>{{"environment", "production"},
                                                                        {"base_url", issuer_.issuer() + "/v1"},
                                                                        {"issuer", issuer_.issuer()},
                                                                        {"ca_file", ca_file_},
                                                                        {"client_id", "app_test"},
                                                                        {"scope", scope},
                                                                        {"token_store", "memory"},
                                                                        {"state_folder", folder_.path() + "/state"}}) {
      EXPECT_TRUE(given.set(name, value).ok());
    }
    EXPECT_TRUE(given.set_secret("client_secret", secret("s_test_1")).ok());
    return given;
  }
  static std::string call(Client& client, const char* operation = "devices.list", const char* json = "{}") {
    const auto answer = client.call(operation, json, {});
    if (answer) return "ok";
    return answer.error().rule.empty() ? std::string(error_name(answer.error().code)) : answer.error().rule;
  }
  // The scopes that tokens were asked for, in order; of an exchange with a mark before.
  std::vector<std::string> asked_for() {
    std::vector<std::string> scopes;
    for (const Asked& asked : issuer_.asked("/token")) {
      const auto fields = asked.fields();
      scopes.push_back((fields.at("grant_type") == kExchange ? "exchange " : "") + fields.at("scope"));
    }
    return scopes;
  }
  std::string last_token() { return issuer_.asked("/v1/devices").back().header("Authorization"); }

  static constexpr std::array kOtherPaths = {"/v1/devices/dev_kitchen_1", "/v1/devices/dev_cellar", "/v1/events",
                                             "/v1/settings", "/v1/users/me"};
  ScriptedIssuer issuer_;
  test::TemporaryFolder folder_;
  std::string ca_file_;
};

TEST_F(LoginClientTest, WhatTheTokenWasGrantedDecides) {
  issuer_.on("/token", token_for("devices:read"));
  const auto client = *Client::make(arguments());
  EXPECT_EQ(call(*client), "ok");
  const auto refused = client->call("devices.delete", R"({"id":"dev_cellar"})", {});
  EXPECT_EQ(refused.error().rule, "scope_not_granted");
  EXPECT_THAT(refused.error().message, HasSubstr("devices:write"));
  EXPECT_EQ(client->submit("devices.delete", R"({"id":"dev_cellar"})", {}, [](auto, auto) { FAIL(); }).error().rule,
            "scope_not_granted");
  EXPECT_THAT(issuer_.asked("/v1/devices/dev_cellar"), IsEmpty());
  EXPECT_EQ(client->explain("devices.delete", "dev_cellar")->missing, std::vector<std::string>{"devices:write"});
  EXPECT_TRUE(client->explain("devices.list", {})->allowed);
}

TEST_F(LoginClientTest, WhereTheServerDoesNotSayWhatWasAskedForIsGranted) {
  issuer_.on("/token", ScriptedIssuer::token_answer());
  const auto client = *Client::make(arguments("devices:read"));
  EXPECT_EQ(call(*client), "ok");
  EXPECT_EQ(call(*client, "events.list"), "scope_not_granted");
}

TEST_F(LoginClientTest, TheNextTokensGrantCounts) {
  issuer_.on("/token", [this](const Asked& /*asked*/) {
    return issuer_.asked("/token").size() == 1 ? token_for("devices:read devices:write") : token_for("devices:read");
  });
  const auto client = *Client::make(arguments());
  EXPECT_EQ(call(*client, "devices.delete", R"({"id":"dev_cellar"})"), "not_found");
  issuer_.on("/v1/devices/dev_cellar", http_answer(401, kTokenExpired));
  // The second try would bear the second token, which may not.
  EXPECT_EQ(call(*client, "devices.delete", R"({"id":"dev_cellar"})"), "scope_not_granted");
  EXPECT_EQ(issuer_.asked("/v1/devices/dev_cellar").size(), 2U);
  EXPECT_EQ(call(*client), "ok");
}

TEST_F(LoginClientTest, ASwitchLetsThePlatformDecide) {
  issuer_.on("/token", token_for("devices:read"));
  client::SettingArguments given = arguments();
  ASSERT_TRUE(given.set("check_scopes", "false"));
  EXPECT_EQ(call(**Client::make(given), "devices.delete", R"({"id":"dev_cellar"})"), "not_found");
}

TEST_F(LoginClientTest, DeclaredOperationsAreAScope) {
  client::SettingArguments given = arguments("");
  ASSERT_TRUE(given.set("operations", "devices.list, devices.update"));
  EXPECT_EQ(call(**Client::make(given)), "ok");
  EXPECT_THAT(asked_for(), ElementsAre("devices:read devices:write"));
}

TEST_F(LoginClientTest, ARoleNarrowsTheTokenAtTheServer) {
  const auto client = *Client::make(arguments());
  const auto reader = *client->as_role("reader", kRoles);
  EXPECT_EQ(call(*client), "ok");
  EXPECT_EQ(call(*reader), "ok");
  EXPECT_EQ(last_token(), "Bearer cfy_at_test_devices:read");
  EXPECT_EQ(call(*reader), "ok");
  EXPECT_EQ(call(*reader, "devices.delete", R"({"id":"dev_cellar"})"), "role_forbids");
  EXPECT_THAT(asked_for(), ElementsAre("devices:read devices:write events:read", "devices:read"));
}

// Whoever may read what Redis has must not read the logins in it.
TEST_F(LoginClientTest, LoginsThatLieInRedisNeedAPassphrase) {
  auto given = arguments();
  ASSERT_TRUE(given.set("token_store", "rediss://127.0.0.1:1").ok());
  const auto open = Client::make(given);
  EXPECT_EQ(open.error().rule, "passphrase_missing");
  EXPECT_EQ(open.error().field, "token_store_passphrase");
  ASSERT_TRUE(given.set_secret("token_store_passphrase", secret("a_test_passphrase")).ok());
  EXPECT_TRUE(Client::make(given).ok());
}

TEST_F(LoginClientTest, ARefusedNarrowTokenIsReplacedByANarrowOne) {
  const auto client = *Client::make(arguments());
  const auto reader = *client->as_role("reader", kRoles);
  issuer_.on("/v1/devices", [this](const Asked& /*asked*/) {
    return issuer_.asked("/v1/devices").size() == 1 ? http_answer(401, kTokenExpired) : http_answer(200, kNoDevices);
  });
  EXPECT_EQ(call(*reader), "ok");
  EXPECT_THAT(asked_for(), ElementsAre("devices:read", "devices:read"));
}

TEST_F(LoginClientTest, WhereItCanNotBeAskedForItIsExchanged) {
  issuer_.on("/token", [](const Asked& asked) {
    const auto fields = asked.fields();
    if (fields.at("grant_type") != kExchange && fields.at("scope") == "devices:read") {
      return ScriptedIssuer::error_answer("invalid_scope");
    }
    if (fields.at("grant_type") != kExchange) return token_for(fields.at("scope"));
    EXPECT_EQ(fields.at("subject_token"), "cfy_at_test_devices:read+devices:write+events:read");
    return ScriptedIssuer::token_answer({{"access_token", "cfy_at_test_exchanged"},
                                         {"issued_token_type", "urn:ietf:params:oauth:token-type:access_token"},
                                         {"scope", "devices:read"}});
  });
  const auto client = *Client::make(arguments());
  const auto reader = *client->as_role("reader", kRoles);
  EXPECT_EQ(call(*reader), "ok");
  EXPECT_EQ(call(*reader), "ok");
  EXPECT_EQ(last_token(), "Bearer cfy_at_test_exchanged");
  EXPECT_THAT(asked_for(),
              ElementsAre("devices:read", "devices:read devices:write events:read", "exchange devices:read"));
}

// What is stolen of a token that is bound to a key is of no use; what it would be exchanged for here is bound to none.
TEST_F(LoginClientTest, ATokenThatIsBoundToAKeyIsNotExchangedForOneThatIsNot) {
  issuer_.on("/token", [](const Asked& asked) {
    const auto fields = asked.fields();
    if (fields.at("scope") == "devices:read" && fields.at("grant_type") != kExchange) {
      return ScriptedIssuer::error_answer("invalid_scope");
    }
    return ScriptedIssuer::token_answer({{"access_token", "cfy_at_test_bound"},
                                         {"token_type", asked.header("DPoP").empty() ? "Bearer" : "DPoP"},
                                         {"issued_token_type", "urn:ietf:params:oauth:token-type:access_token"},
                                         {"scope", fields.at("scope")}});
  });
  auto given = arguments();
  ASSERT_TRUE(given.set("dpop", "true").ok());
  const auto client = *Client::make(given);
  const auto reader = *client->as_role("reader", kRoles);
  EXPECT_EQ(call(*reader), "ok");
  EXPECT_EQ(last_token(), "DPoP cfy_at_test_bound");
  EXPECT_THAT(asked_for(), ElementsAre("devices:read", "devices:read devices:write events:read"));
  EXPECT_EQ(call(*reader, "events.list"), "role_forbids");
}

TEST_F(LoginClientTest, WhereItCanNotBeNarrowedTheClientKeepsTheRoleAlone) {
  issuer_.on("/token", [](const Asked& asked) {
    const auto fields = asked.fields();
    if (fields.at("grant_type") == kExchange) return ScriptedIssuer::error_answer("unsupported_grant_type");
    if (fields.at("scope") == "devices:read") return ScriptedIssuer::error_answer("invalid_scope");
    return token_for(fields.at("scope"));
  });
  const auto client = *Client::make(arguments());
  const auto reader = *client->as_role("reader", kRoles);
  EXPECT_EQ(call(*reader), "ok");
  EXPECT_EQ(last_token(), "Bearer cfy_at_test_devices:read+devices:write+events:read");
  EXPECT_EQ(call(*reader, "events.list"), "role_forbids");
  const std::size_t asked = asked_for().size();
  EXPECT_EQ(call(*reader), "ok");
  EXPECT_EQ(asked_for().size(), asked) << "what can't be done is not tried at each call";
}

TEST_F(LoginClientTest, WhatFailsIsNotTakenForAWordOnScopes) {
  issuer_.on("/token", ScriptedIssuer::error_answer("invalid_client"));
  const auto client = *Client::make(arguments());
  const auto reader = *client->as_role("reader", kRoles);
  EXPECT_EQ(call(*reader), "error_answer");
  EXPECT_THAT(asked_for(), ElementsAre("devices:read"));
}

TEST_F(LoginClientTest, ARoleCanNotHaveWhatTheTokenLacks) {
  issuer_.on("/token", token_for("events:read"));
  const auto client = *Client::make(arguments());
  EXPECT_EQ(call(*client, "events.list"), "not_found");
  EXPECT_EQ(client->as_role("reader", kRoles).error().rule, "role_widening");
}

// Whatever the order of calls, of narrowing, and of what the server grants: nothing leaves that the role and the very token
// that goes along do not allow.
TEST_F(LoginClientTest, NeverSendsACallOutsideItsRole) {
  struct Sent {
    const char* operation;
    const char* json;
  };
  constexpr std::array<Sent, 7> kCalls = {{{"devices.list", "{}"},
                                           {"devices.get", R"({"id":"dev_cellar"})"},
                                           {"devices.delete", R"({"id":"dev_kitchen_1"})"},
                                           {"devices.delete", R"({"id":"dev_cellar"})"},
                                           {"events.list", "{}"},
                                           {"settings.get", "{}"},
                                           {"users.me", "{}"}}};
  std::mt19937 random(7);
  std::mutex mutex;
  const auto pick = [&](std::size_t sides) {
    const std::scoped_lock lock(mutex);
    return random() % sides;
  };
  const auto roll = [&](std::size_t sides) { return pick(sides) == 0; };
  issuer_.on("/token", [&](const Asked& asked) {
    const auto fields = asked.fields();
    if (fields.at("scope") == "devices:read" && roll(4)) return ScriptedIssuer::error_answer("invalid_scope");
    // A server may grant less than was asked for.
    return token_for(roll(3) ? "devices:read" : fields.at("scope"));
  });
  for (const char* const path : kOtherPaths) {
    issuer_.on(path,
               [&](const Asked&) { return roll(4) ? http_answer(401, kTokenExpired) : http_answer(404, kAnswer); });
  }
  const auto client = *Client::make(arguments());
  std::vector<std::shared_ptr<Client>> narrowed = {*client->as_role("kitchen", kRoles)};
  for (int i = 0; i < 300; ++i) {
    if (i % 10 == 0) {
      auto next = narrowed[pick(narrowed.size())]->as_role("reader", kRoles);
      if (next) narrowed.push_back(*std::move(next));
    }
    const Sent& sent = kCalls[pick(kCalls.size())];
    static_cast<void>(call(*narrowed[pick(narrowed.size())], sent.operation, sent.json));
  }
  EXPECT_GT(issuer_.asked("/v1/devices").size(), 5U);
  EXPECT_GT(issuer_.asked("/v1/devices/dev_kitchen_1").size(), 0U);
  EXPECT_THAT(issuer_.asked("/v1/events"), IsEmpty());
  EXPECT_THAT(issuer_.asked("/v1/settings"), IsEmpty());
  EXPECT_THAT(issuer_.asked("/v1/users/me"), IsEmpty());
  for (const Asked& asked : issuer_.asked("/v1/devices/dev_cellar")) EXPECT_THAT(asked.head, HasSubstr("GET "));
  for (const Asked& asked : issuer_.asked("/v1/devices/dev_kitchen_1")) {
    EXPECT_THAT(asked.header("Authorization"), HasSubstr("devices:write")) << "the token says what it was granted";
  }
}

}  // namespace
}  // namespace cfy::test
