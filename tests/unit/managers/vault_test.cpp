#include "managers/vault.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "vault_double.hpp"

namespace cfy::managers {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

class VaultTest : public ManagerTest {
 protected:
  VaultTest() : server(identity, [this](const HttpRequest& request) { return vault.handle(request); }) {
    vault.tokens["hvs.given"] = {clock.wall_now() + 24h, false};
    vault.secrets["connectify"].push_back({{{"api_key", "value-1"}, {"other", "kept"}}});
  }
  VaultSettings by_token() {
    VaultSettings settings;
    settings.address = server.url();
    settings.token = secret("hvs.given");
    return settings;
  }
  VaultSettings by_role() {
    VaultSettings settings;
    settings.address = server.url();
    settings.role_id = "role-1";
    settings.secret_id = secret("secret-1");
    return settings;
  }
  Vault open(VaultSettings settings) { return {std::move(settings), "kv", channel()}; }

  VaultDouble vault{clock};
  ManagerServer server;
};

TEST_F(VaultTest, ReadsAFieldOfThePresentVersionOfANumberAndOfAStage) {
  Vault manager = open(by_token());
  EXPECT_EQ(read(manager, "connectify", "api_key"), "value-1");
  ASSERT_TRUE(manager.write({"connectify", "api_key"}, secret("value-2"), std::nullopt));
  EXPECT_EQ(read(manager, "connectify", "api_key"), "value-2");
  EXPECT_EQ(read(manager, "connectify", "api_key", {"1", ""}), "value-1");
  ASSERT_TRUE(manager.mark("connectify", "1", "previous"));
  EXPECT_EQ(read(manager, "connectify", "api_key", {"", "previous"}), "value-1");
  EXPECT_EQ(manager.read({"connectify", "api_key"}, {"", "none"}).error().code, ErrorCode::not_found);
}

TEST_F(VaultTest, WritesOneFieldAndKeepsTheOthersWhateverIsInThem) {
  vault.secrets["connectify"].push_back({{{"api_key", "a"}, {"odd", "q\"\\\n\u00e9"}, {"nested", {{"n", {1, 2.5}}}}}});
  Vault manager = open(by_token());
  const Result<Version> written = manager.write({"connectify", "api_key"}, secret("b\"\\"), std::nullopt);
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(written->id, "3");
  EXPECT_EQ(vault.secrets["connectify"].back().data,
            (json{{"api_key", "b\"\\"}, {"odd", "q\"\\\n\u00e9"}, {"nested", {{"n", {1, 2.5}}}}}));
}

TEST_F(VaultTest, WritesOnlyOverTheExpectedVersion) {
  Vault manager = open(by_token());
  const Result<Version> refused = manager.write({"connectify", "api_key"}, secret("x"), "7");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_EQ(refused.error().rule, "version_conflict");
  EXPECT_FALSE(manager.write({"connectify", "api_key"}, secret("x"), ""));
  EXPECT_EQ(manager.write({"new", "api_key"}, secret("x"), "")->id, "1");
  EXPECT_EQ(manager.write({"connectify", "api_key"}, secret("x"), "1")->id, "2");
}

// Somebody else writes between our read and our write.
TEST_F(VaultTest, LosesNoWriteOfOthers) {
  int overtaken = 0;
  ManagerServer busy(identity, [&](const HttpRequest& request) {
    if (request.method == "POST" && request.path == "/v1/kv/data/connectify" && overtaken++ < 2) {
      vault.secrets["connectify"].push_back({{{"api_key", "theirs"}, {"theirs", std::to_string(overtaken)}}});
    }
    return vault.handle(request);
  });
  VaultSettings settings = by_token();
  settings.address = busy.url();
  Vault manager = open(settings);
  EXPECT_EQ(manager.write({"connectify", "api_key"}, secret("mine"), std::nullopt)->id, "4");
  EXPECT_EQ(vault.secrets["connectify"].back().data, (json{{"api_key", "mine"}, {"theirs", "2"}}));
  overtaken = 0;
  EXPECT_EQ(manager.write({"connectify", "api_key"}, secret("mine too"), "4").error().rule, "version_conflict");
}

TEST_F(VaultTest, SettlesAWriteWhoseAnswerWasLostAndDoesItOnce) {
  Vault manager = open(by_token());
  server.fail_only("POST /v1/kv/data");
  server.fail_next(Fault::drop_after);
  const Result<Version> written = manager.write({"connectify", "api_key"}, secret("value-2"), "1");
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(written->id, "2");
  EXPECT_EQ(vault.secrets["connectify"].size(), 2U);
}

TEST_F(VaultTest, SaysThatAWriteIsNotKnownToBeDone) {
  Vault manager = open(by_token());
  ASSERT_EQ(read(manager, "connectify", "api_key"), "value-1");
  server.fail_only("kv/data");
  server.fail_next(Fault::none);              // the read before the write
  server.fail_next(Fault::drop_before, 100);  // the write, and the reads that would settle it
  const Result<Version> written = manager.write({"connectify", "api_key"}, secret("value-2"), "1");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().rule, "write_unsettled");
  EXPECT_FALSE(written.error().retriable);
}

TEST_F(VaultTest, ListsVersionsWithTheirStagesAndDisablesOne) {
  Vault manager = open(by_token());
  for (int i = 2; i <= 11; ++i) {
    ASSERT_TRUE(manager.write({"connectify", "api_key"}, secret("value-" + std::to_string(i)), std::nullopt));
  }
  ASSERT_TRUE(manager.mark("connectify", "10", "old"));
  ASSERT_TRUE(manager.disable("connectify", "10"));
  const Result<std::vector<Version>> versions = manager.versions("connectify");
  ASSERT_TRUE(versions);
  ASSERT_EQ(versions->size(), 11U);
  EXPECT_EQ(versions->at(0).id, "11");  // by number, not by text
  EXPECT_EQ(versions->at(1).stages, std::vector<std::string>{"old"});
  EXPECT_FALSE(versions->at(1).enabled);
  EXPECT_TRUE(versions->at(2).enabled);
  EXPECT_TRUE(versions->at(0).created_at.has_value());
  EXPECT_EQ(manager.read({"connectify", "api_key"}, {"10", ""}).error().code, ErrorCode::not_found);
}

TEST_F(VaultTest, LogsInByRoleOnceRenewsTheTokenAndLogsInAnewWhenItHasEnded) {
  Vault manager = open(by_role());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(read(manager, "connectify", "api_key"), "value-1");
  EXPECT_EQ(vault.logins, 1);
  clock.pass(3560s);  // within a minute of its end
  EXPECT_EQ(read(manager, "connectify", "api_key"), "value-1");
  EXPECT_EQ(vault.renewals, 1);
  EXPECT_EQ(vault.logins, 1);
  vault.tokens.clear();  // revoked: one more login
  EXPECT_EQ(read(manager, "connectify", "api_key"), "value-1");
  EXPECT_EQ(vault.logins, 2);
}

TEST_F(VaultTest, LogsInWithTheTokenOfTheKubernetesAccount) {
  VaultSettings settings;
  settings.address = server.url();
  settings.kubernetes_role = "connectify";
  settings.kubernetes_token_file = folder.write("token", "account-token\n");
  Vault manager = open(settings);
  EXPECT_EQ(read(manager, "connectify", "api_key"), "value-1");
}

TEST_F(VaultTest, SendsTheNamespace) {
  vault.enterprise_space = "team/a";
  VaultSettings settings = by_role();
  Vault without = open(settings);
  EXPECT_EQ(without.read({"connectify", "api_key"}, {}).error().code, ErrorCode::not_found);
  settings.enterprise_space = "team/a";
  Vault with = open(settings);
  EXPECT_EQ(read(with, "connectify", "api_key"), "value-1");
}

TEST_F(VaultTest, TellsATokenThatIsOverFromAPolicyThatForbids) {
  Vault manager = open(by_token());
  vault.forbidden.insert("/v1/kv/data/connectify");
  EXPECT_EQ(manager.read({"connectify", "api_key"}, {}).error().code, ErrorCode::permission);
  vault.tokens.clear();
  const Error error = manager.read({"connectify", "api_key"}, {}).error();
  EXPECT_EQ(error.code, ErrorCode::authentication);
  EXPECT_THAT(error.message, HasSubstr("VAULT_TOKEN"));
  EXPECT_THAT(error.message, Not(HasSubstr("hvs.given")));
}

TEST_F(VaultTest, RefusesAWrongRole) {
  VaultSettings settings = by_role();
  settings.secret_id = secret("wrong-secret");
  Vault manager = open(settings);
  const Error error = manager.read({"connectify", "api_key"}, {}).error();
  EXPECT_EQ(error.code, ErrorCode::authentication);
  EXPECT_THAT(error.message, Not(HasSubstr("wrong-secret")));
}

TEST_F(VaultTest, RepeatsWhatFailedAndNamesWhatGoesOnFailing) {
  Vault manager = open(by_token());
  server.fail_only("GET /v1/kv");
  server.fail_next(Fault::status_503);
  server.fail_next(Fault::drop_before);
  EXPECT_EQ(read(manager, "connectify", "api_key"), "value-1");
  server.fail_next(Fault::status_500, 3);
  EXPECT_EQ(manager.read({"connectify", "api_key"}, {}).error().code, ErrorCode::server);
  server.fail_next(Fault::drop_before, 100);
  EXPECT_EQ(manager.read({"connectify", "api_key"}, {}).error().code, ErrorCode::connection);
  server.recover();
  server.fail_next(Fault::broken_json);
  const Error error = manager.read({"connectify", "api_key"}, {}).error();
  EXPECT_EQ(error.code, ErrorCode::response);
  EXPECT_EQ(error.rule, "duplicate_key");
  EXPECT_EQ(read(manager, "connectify", "api_key"), "value-1");  // and goes on
}

TEST_F(VaultTest, KeepsNamesInTheirPlace) {
  Vault manager = open(by_token());
  for (const char* const name : {"../sys/seal", "a/../b", "a?version=1", "a#b", "a%2fb", "", "a//b", "/a", "a b"}) {
    EXPECT_EQ(manager.read({name, "x"}, {}).error().rule, "secret_name") << name;
  }
  EXPECT_EQ(manager.read({"connectify", "api_key"}, {"1&x=2", ""}).error().rule, "version_name");
  EXPECT_EQ(manager.mark("connectify", "1", "a\"b").error().rule, "stage_name");
  EXPECT_EQ(server.requests(), 0);
}

TEST_F(VaultTest, TakesItsSettingsFromTheEnvironment) {
  EXPECT_EQ(VaultSettings::from(variables()).error().rule, "missing_address");
  environment["VAULT_ADDR"] = "http://vault.example:8200";
  EXPECT_EQ(VaultSettings::from(variables()).error().rule, "not_https");
  environment["VAULT_ADDR"] = "https://vault.example:8200/";
  EXPECT_EQ(VaultSettings::from(variables()).error().rule, "missing_login");
  environment["HOME"] = folder.path();
  const std::string file = folder.write(".vault-token", "hvs.of-user\n");
  EXPECT_EQ(VaultSettings::from(variables())->token.reveal(), "hvs.of-user");
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  EXPECT_EQ(VaultSettings::from(variables()).error().rule, "file_mode");
  environment["VAULT_ROLE_ID"] = "role-1";
  environment["VAULT_SECRET_ID"] = "secret-1";
  environment["VAULT_NAMESPACE"] = "team";
  const Result<VaultSettings> settings = VaultSettings::from(variables());
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->address, "https://vault.example:8200");
  EXPECT_EQ(settings->secret_id.reveal(), "secret-1");
  EXPECT_EQ(settings->enterprise_space, "team");
}

}  // namespace
}  // namespace cfy::managers
