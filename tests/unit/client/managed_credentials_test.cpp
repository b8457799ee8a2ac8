#include <gmock/gmock.h>

#include "../managers/vault_double.hpp"
#include "client_fixture.hpp"
#include "secrets/credential.hpp"

namespace cfy::client {
namespace {

using managers::Fault;
using managers::HttpRequest;
using managers::json;
using managers::ManagerServer;
using managers::TestClock;
using managers::VaultDouble;
using ::testing::HasSubstr;
using ::testing::Not;

// A sandbox whose key a Vault of ours keeps.
class ManagedCredentialsTest : public ClientTest {
 protected:
  ManagedCredentialsTest() : server(identity, [this](const HttpRequest& request) { return vault.handle(request); }) {
    vault.tokens["hvs.given"] = {clock.wall_now() + std::chrono::hours(1), false};
    keep({{"api_key", std::string(platform->api_key().reveal())}});
    setenv("VAULT_ADDR", server.url().c_str(), 1);
    setenv("VAULT_TOKEN", "hvs.given", 1);
    setenv("VAULT_CACERT", folder.write("vault-ca.pem", authority.pem()).c_str(), 1);
  }
  ~ManagedCredentialsTest() override {
    for (const char* const name : {"VAULT_ADDR", "VAULT_TOKEN", "VAULT_CACERT"}) unsetenv(name);
  }

  void keep(json data) { vault.secrets["connectify"].push_back({std::move(data)}); }
  SettingArguments managed() const {
    SettingArguments given = arguments();
    EXPECT_TRUE(given.set("api_key", "vault://kv/connectify#api_key"));
    EXPECT_TRUE(given.set("max_retries", "0"));
    return given;
  }
  static Error error_of(const SettingArguments& arguments) {
    const auto client = Client::make(arguments);
    return client ? Error() : client.error();
  }

  TestClock clock;
  test::Identity authority = test::make_authority();
  test::Identity identity = test::make_certificate({}, &authority);
  VaultDouble vault{clock};
  ManagerServer server;
};

TEST_F(ManagedCredentialsTest, FollowsTheReferenceAndTellsItsOrigin) {
  const auto client = Client::make(managed());
  ASSERT_TRUE(client) << client.error().message;
  EXPECT_TRUE((*client)->call("status.get", "{}", {}));
  const Diagnosis diagnosis = diagnose_settings(managed());
  EXPECT_TRUE(diagnosis.problems.empty());
  const SettingOrigin& origin = diagnosis.origins.front();
  EXPECT_EQ(origin.name, "api_key");
  EXPECT_EQ(origin.reference, "vault://kv/connectify#api_key");
  EXPECT_THAT(origin.shown, HasSubstr("sha256:"));
  EXPECT_EQ(origin.changed_at, std::chrono::sys_days(std::chrono::year(2029) / 12 / 31));
  EXPECT_TRUE(origin.health.has_value());
}

TEST_F(ManagedCredentialsTest, FetchesTheKeyAnewThatThePlatformRefuses) {
  const auto other = secrets::make_credential(secrets::CredentialKind::api_key, true);
  keep({{"api_key", std::string(other->reveal())}});
  const auto client = Client::make(managed());
  ASSERT_TRUE(client) << client.error().message;
  keep({{"api_key", std::string(platform->api_key().reveal())}});
  EXPECT_EQ((*client)->call("status.get", "{}", {}).error().code, ErrorCode::authentication);
  bool answered = false;
  for (int i = 0; i < 200 && !answered; ++i) {
    answered = (*client)->call("status.get", "{}", {}).ok();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(answered);
}

TEST_F(ManagedCredentialsTest, GoesOnWhileTheManagerIsDown) {
  const auto client = Client::make(managed());
  ASSERT_TRUE(client);
  server.fail_next(Fault::drop_before, 1000);
  EXPECT_TRUE((*client)->call("status.get", "{}", {}));
  EXPECT_EQ(error_of(managed()).code, ErrorCode::connection);
}

TEST_F(ManagedCredentialsTest, NamesWhatWentWrongAndTheSetting) {
  vault.forbidden.insert("/v1/kv/data/connectify");
  EXPECT_EQ(error_of(managed()).code, ErrorCode::permission);
  vault.forbidden.clear();
  vault.secrets.clear();
  EXPECT_EQ(error_of(managed()).code, ErrorCode::configuration);
  vault.tokens.clear();
  const Error error = error_of(managed());
  EXPECT_EQ(error.code, ErrorCode::authentication);
  EXPECT_EQ(error.field, "api_key");
  EXPECT_THAT(error.message, HasSubstr("api_key (given as an argument) can't be had."));
  EXPECT_THAT(error.message, Not(HasSubstr("hvs.given")));
  unsetenv("VAULT_ADDR");
  EXPECT_EQ(error_of(managed()).rule, "missing_address");
}

TEST_F(ManagedCredentialsTest, ChecksTheValueAsAnyOther) {
  const auto secret = secrets::make_credential(secrets::CredentialKind::api_secret, true);
  keep({{"api_key", std::string(secret->reveal())}});
  const Error error = error_of(managed());
  EXPECT_EQ(error.code, ErrorCode::configuration);
  EXPECT_EQ(error.rule, "wrong_credential");
  EXPECT_THAT(error.message, Not(HasSubstr(std::string(secret->reveal()))));
}

TEST_F(ManagedCredentialsTest, AsksNobodyWhereOtherSettingsAreBad) {
  SettingArguments given = managed();
  ASSERT_TRUE(given.set("timeout", "soon"));
  EXPECT_EQ(error_of(given).field, "timeout");
  EXPECT_EQ(server.requests(), 0);
}

// A change of key material is signed with the secret that the manager keeps.
TEST_F(ManagedCredentialsTest, SignsWithTheSecretOfTheManager) {
  const std::string key(platform->api_key().reveal());
  SettingArguments given = managed();
  ASSERT_TRUE(given.set("api_secret", "vault://kv/connectify#api_secret"));
  const char* const change = R"({"name":"managed","scopes":["devices:read"]})";
  keep({{"api_key", key}, {"api_secret", "another-secret-of-the-test"}});
  EXPECT_FALSE((*Client::make(given))->call("keys.create", change, {}));
  keep({{"api_key", key}, {"api_secret", std::string(platform->api_secret().reveal())}});
  const auto made = (*Client::make(given))->call("keys.create", change, {});
  EXPECT_TRUE(made) << made.error().message;
}

}  // namespace
}  // namespace cfy::client
