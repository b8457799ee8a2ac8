// Clients that can do less: what they refuse, that they send nothing then, and what is counted.
#include <fstream>
#include <mutex>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "client_fixture.hpp"
#include "privilege/usage.hpp"

namespace cfy::client {
namespace {

using test::Connection;
using test::http_answer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kRoles = R"({"roles": {
  "kitchen": {"inherits": ["viewer"], "permissions": [{"scope": "devices:write", "resources": ["dev_kitchen_*"]}]},
  "reader": {"permissions": ["devices:read"]}}})";

class RoleClientTest : public ClientTest {
 protected:
  // A client of a server that always gives this answer and keeps the first line of each request.
  std::shared_ptr<Client> client_answered(std::string answer, const std::string& scope = {},
                                          const std::string& check_scopes = "true") {
    server_ = std::make_unique<test::TlsServer>(
        test::make_certificate({}, &authority_), [this, answer = std::move(answer)](Connection& connection) {
          for (std::string request; !(request = connection.read_request()).empty();) {
            {
              const std::scoped_lock lock(mutex_);
              requests_.push_back(request.substr(0, request.find(" HTTP/")));
            }
            if (!connection.write(answer)) return;
          }
        });
    SettingArguments given = arguments();
    EXPECT_TRUE(given.set("base_url", server_->url("/v1")));
    EXPECT_TRUE(given.set("ca_file", folder.write("own.pem", authority_.pem())));
    EXPECT_TRUE(given.set("max_retries", "0"));
    EXPECT_TRUE(given.set("scope", scope));
    EXPECT_TRUE(given.set("check_scopes", check_scopes));
    return *Client::make(given);
  }
  std::vector<std::string> requests() {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }
  privilege::Counts counted(const std::string& operation) {
    privilege::Counts sum;
    const auto loaded = privilege::load_usage(folder.path() + "/state/usage");
    for (const auto& [fingerprint, usage] : loaded->book) {
      EXPECT_EQ(fingerprint, platform->api_key().fingerprint());
      for (const auto& [day, operations] : usage.days()) {
        const auto counts = operations.find(operation);
        if (counts != operations.end()) sum += counts->second;
      }
    }
    return sum;
  }

 private:
  test::Identity authority_ = test::make_authority();
  std::mutex mutex_;
  std::vector<std::string> requests_;  // guarded by mutex_
  std::unique_ptr<test::TlsServer> server_;
};

constexpr const char* kRefusal = R"({"status":"error","error":{"code":"INSUFFICIENT_SCOPE","message":"No."}})";
constexpr const char* kChallenge =
    "WWW-Authenticate: Basic realm=\"x\"\r\n"
    "WWW-Authenticate: Bearer error=\"insufficient_scope\", scope=\"devices:write\"\r\n";

TEST_F(RoleClientTest, WhatIsNotGrantedIsRefusedWithoutTheNetwork) {
  const auto client = client_answered(http_answer(500, "{}"), "events:read");
  const auto refused = client->call("devices.delete", R"({"id":"dev_1"})", {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::permission);
  EXPECT_EQ(refused.error().rule, "scope_not_granted");
  EXPECT_THAT(refused.error().message, HasSubstr("devices.delete"));
  EXPECT_THAT(refused.error().message, HasSubstr("devices:write"));
  EXPECT_EQ(refused.error().attempts, 0);
  const auto submitted = client->submit("devices.delete", R"({"id":"dev_1"})", {}, [](auto, auto) { FAIL(); });
  EXPECT_EQ(submitted.error().rule, "scope_not_granted");
  EXPECT_THAT(requests(), ElementsAre());
  client->close();
  EXPECT_EQ(counted("devices.delete").refused, 2U) << "a review is to see what was wanted";
}

TEST_F(RoleClientTest, ASwitchLetsThePlatformDecide) {
  const auto client = client_answered(http_answer(403, kRefusal, kChallenge), "events:read", "false");
  const auto refused = client->call("devices.delete", R"({"id":"dev_1"})", {});
  EXPECT_EQ(requests().size(), 1U);
  EXPECT_EQ(refused.error().http_status, 403);
  EXPECT_EQ(refused.error().rule, "insufficient_scope");
  EXPECT_THAT(refused.error().message, HasSubstr("devices.delete needs: devices:write."));
}

TEST_F(RoleClientTest, ASandboxEnforcesForReal) {
  const auto client = make_client();
  const auto viewer = *client->as_role("viewer", "");
  EXPECT_TRUE(viewer->call("devices.list", "{}", {}));
  const auto refused = viewer->call("devices.delete", R"({"id":"dev_0001"})", {});
  EXPECT_EQ(refused.error().rule, "role_forbids");
  EXPECT_THAT(refused.error().message, HasSubstr("viewer"));
  EXPECT_TRUE(client->call("devices.get", R"({"id":"dev_0001"})", {})) << "the wider client is as it was";
}

TEST_F(RoleClientTest, SharesConnectionsAndEndsAlone) {
  const auto client = make_client();
  const auto viewer = *client->as_role("viewer", "");
  viewer->close();
  EXPECT_EQ(viewer->call("devices.list", "{}", {}).error().rule, "closed");
  EXPECT_TRUE(client->call("devices.list", "{}", {}));
  const auto another = *client->as_role("viewer", "");
  client->close();
  EXPECT_EQ(another->call("devices.list", "{}", {}).error().rule, "closed");
}

TEST_F(RoleClientTest, RolesAreRefusedWithTheReason) {
  const auto client = client_answered(http_answer(500, "{}"), "devices:read");
  EXPECT_EQ(client->as_role("viewr", "").error().rule, "unknown_role");
  EXPECT_EQ(client->as_role("viewer", "{").error().rule, "invalid_roles");
  EXPECT_EQ(client->as_role("a", R"({"roles": {"a": {"inherits": ["a"]}}})").error().rule, "role_cycle");
  EXPECT_EQ(client->as_role("a", R"({"roles": {"a": {"permissions": ["devices:raed"]}}})").error().rule,
            "unknown_scope");
  EXPECT_EQ(client->as_role("admin", "").error().rule, "role_widening");
  const auto reader = client->as_role("reader", kRoles);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->as_role("kitchen", kRoles).error().rule, "role_widening");
}

TEST_F(RoleClientTest, ADecisionExplainsItself) {
  const auto kitchen = *make_client()->as_role("kitchen", kRoles);
  EXPECT_TRUE(kitchen->explain("devices.delete", "dev_kitchen_1")->allowed);
  const auto elsewhere = kitchen->explain("devices.delete", "dev_cellar");
  EXPECT_FALSE(elsewhere->allowed);
  EXPECT_EQ(elsewhere->reason, "the role kitchen has devices:write, but not on dev_cellar");
  EXPECT_EQ(kitchen->explain("devices.delte", {}).error().rule, "unknown_operation");
}

// Whatever the order of calls and of narrowing, and whichever thread: nothing leaves that the role does not allow.
TEST_F(RoleClientTest, NeverSendsACallOutsideItsRole) {
  const auto client = client_answered(http_answer(403, kRefusal, kChallenge));
  const std::vector<std::pair<const char*, const char*>> calls = {
      {"devices.list", "{}"},
      {"devices.get", R"({"id":"dev_kitchen_1"})"},
      {"devices.get", R"({"id":"dev_cellar"})"},
      {"devices.delete", R"({"id":"dev_kitchen_1"})"},
      {"devices.delete", R"({"id":"dev_kitchen_2"})"},
      {"devices.delete", R"({"id":"dev_cellar"})"},
      {"devices.update", R"({"id":"dev_kitchen_1","name":"x"})"},
      {"devices.update", R"({"id":"dev_cellar","name":"x"})"},
      {"devices.register", R"({"name":"x","type":"lamp"})"},
      {"events.list", "{}"},
      {"events.send", R"({"type":"x"})"},
      {"settings.get", "{}"},
      {"users.me", "{}"}};
  const auto run = [&](unsigned seed) {
    std::mt19937 random(seed);
    std::vector<std::shared_ptr<Client>> narrowed = {*client->as_role("kitchen", kRoles)};
    for (int i = 0; i < 60; ++i) {
      if (random() % 8 == 0) narrowed.push_back(*narrowed[random() % narrowed.size()]->as_role("reader", kRoles));
      const auto& [operation, json] = calls[random() % calls.size()];
      static_cast<void>(narrowed[random() % narrowed.size()]->call(operation, json, {}));
    }
  };
  std::thread other(run, 1U);
  run(2U);
  other.join();
  EXPECT_GT(requests().size(), 20U);
  for (const std::string& request : requests()) {
    // The role in the test's own words.
    const bool reads = request.starts_with("GET /v1/");
    const bool in_kitchen =
        request.starts_with("DELETE /v1/devices/dev_kitchen_") || request.starts_with("PATCH /v1/devices/dev_kitchen_");
    EXPECT_TRUE(reads || in_kitchen) << request;
  }
}

TEST_F(RoleClientTest, AClientOfOneScopeSendsNothingElse) {
  const auto reader = *client_answered(http_answer(403, kRefusal))->as_role("reader", kRoles);
  for (const privilege::GuardedOperation& operation : *reader->catalog().guarded()) {
    static_cast<void>(reader->call(operation.name, R"({"id":"dev_1"})", {}));
    static_cast<void>(reader->call(operation.name, "{}", {}));
  }
  for (const std::string& request : requests()) {
    const bool mine =
        request.starts_with("GET /v1/devices") || request == "GET /v1/status" || request == "GET /v1/ping";
    EXPECT_TRUE(mine) << request;
  }
}

TEST_F(RoleClientTest, CountsUsesApartFromRefusals) {
  const auto client = make_client();
  ASSERT_TRUE(client->call("devices.list", "{}", {}));
  ASSERT_TRUE((*client->as_role("viewer", ""))->call("devices.list", "{}", {}));
  EXPECT_FALSE(client->call("devices.get", R"({"id":"dev_none"})", {}));
  CallOptions own;
  own.counted = false;
  ASSERT_TRUE(client->call("users.me", "{}", own));
  client->close();
  EXPECT_EQ(counted("devices.list").succeeded, 2U);
  EXPECT_EQ(counted("devices.get").succeeded, 1U) << "to be told that there is none needs the scope too";
  EXPECT_EQ(counted("users.me").succeeded, 0U);
}

TEST_F(RoleClientTest, CountsWhatThePlatformRefuses) {
  const auto client = client_answered(http_answer(403, kRefusal, kChallenge));
  static_cast<void>(client->call("devices.list", "{}", {}));
  client->close();
  EXPECT_EQ(counted("devices.list").refused, 1U);
  EXPECT_EQ(counted("devices.list").succeeded, 0U);
}

TEST_F(RoleClientTest, ARefusalForAnotherReasonIsNoUse) {
  const auto client = client_answered(http_answer(403, R"({"status":"error","error":{"code":"ACCOUNT_LOCKED"}})"));
  EXPECT_EQ(client->call("devices.list", "{}", {}).error().rule, "");
  client->close();
  EXPECT_EQ(counted("devices.list").refused + counted("devices.list").succeeded, 0U);
}

TEST_F(RoleClientTest, CountsNothingWhereItIsSwitchedOff) {
  SettingArguments given = arguments();
  ASSERT_TRUE(given.set("record_usage", "false"));
  const auto client = *Client::make(given);
  ASSERT_TRUE(client->call("devices.list", "{}", {}));
  client->close();
  EXPECT_FALSE(std::ifstream(folder.path() + "/state/usage/slot-0.usage.json").good());
}

TEST_F(RoleClientTest, OthersNameTheScopeInAHeader) {
  const auto client =
      client_answered(http_answer(403, kRefusal, "X-Accepted-OAuth-Scopes: devices:read, devices:admin\r\n"));
  const auto refused = client->call("devices.list", "{}", {});
  EXPECT_THAT(refused.error().message, HasSubstr("devices.list needs: devices:admin devices:read."));
}

}  // namespace
}  // namespace cfy::client
