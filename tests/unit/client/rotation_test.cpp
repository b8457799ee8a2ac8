// Rotations of a sandbox's credentials, from their options to the audit log.
#include "client/rotation.hpp"

#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "client/key_issuer.hpp"
#include "client/state_files.hpp"
#include "client_fixture.hpp"

namespace cfy::client {
namespace {

using rotation::Order;
using rotation::Outcome;

class RotationTest : public ClientTest {
 protected:
  void SetUp() override { write(file_, std::string(platform->api_key().reveal())); }

  static void write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
    ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  }
  static std::string read(const std::string& path) {
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  SettingArguments settings(const std::string& api_key) const {
    SettingArguments given = arguments();
    EXPECT_TRUE(given.set_secret("api_secret", platform->api_secret()));
    EXPECT_TRUE(given.set("api_key", api_key));
    return given;
  }
  RotationOptions options(std::initializer_list<std::pair<const char*, std::string>> more = {}) const {
    RotationOptions given;
    EXPECT_TRUE(given.set("state", folder.path() + "/state"));
    EXPECT_TRUE(given.set("overlap", "0"));
    for (const auto& [name, value] : more) EXPECT_TRUE(given.set(name, value).ok()) << name;
    return given;
  }
  std::unique_ptr<Rotation> rotation(std::initializer_list<std::pair<const char*, std::string>> more = {}) const {
    auto made = Rotation::make(settings("file:" + file_), options(more));
    EXPECT_TRUE(made.ok()) << made.error().message;
    return *std::move(made);
  }
  nlohmann::json keys() const {
    const auto client = *Client::make(settings("file:" + file_));
    const auto answer = client->call("keys.list", "{}", {});
    EXPECT_TRUE(answer.ok());
    return nlohmann::json::parse(answer->json()).at("keys");
  }

  const std::string file_ = folder.path() + "/key";
};

TEST_F(RotationTest, RenewsTheKeyWhereItIsRead) {
  const nlohmann::json before = keys();
  ASSERT_EQ(before.size(), 1U);
  const auto rotating = rotation();
  EXPECT_EQ(*rotating->run(Order::if_due), Outcome::fresh);
  EXPECT_EQ(*rotating->run(Order::now), Outcome::rotated);
  const nlohmann::json after = keys();
  ASSERT_EQ(after.size(), 1U);
  EXPECT_NE(after[0]["id"], before[0]["id"]);
  EXPECT_EQ(after[0]["scopes"], before[0]["scopes"]);
  EXPECT_EQ(rotating->standing()->id, after[0]["id"]);
  EXPECT_EQ(*rotating->run(Order::now), Outcome::rotated);
  EXPECT_LE(keys()[0]["name"].get<std::string>().size(), std::string("default.rot-").size() + 32);
  EXPECT_EQ(Rotation::history(settings("file:" + file_), options())->events.size(), 10U);
  struct stat status {};
  ASSERT_EQ(stat((folder.path() + "/state").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(RotationTest, TheLogHoldsNoSecret) {
  const auto rotating = rotation();
  const std::string old = read(file_);
  ASSERT_TRUE(rotating->run(Order::now).ok());
  const std::string log = read(folder.path() + "/state/audit.jsonl");
  EXPECT_NE(log.find("sha256:"), std::string::npos);
  EXPECT_EQ(log.find("cfy_ak_"), std::string::npos);
}

TEST_F(RotationTest, ARequestAgainGivesTheSameKey) {
  KeyIssuer issuer({settings("file:" + file_)});
  const std::string request(32, 'a');
  const auto live = issuer.list(platform->api_key());
  ASSERT_EQ(live->size(), 1U);
  EXPECT_EQ(live->at(0).request, "");
  const auto first = issuer.create(request, live->at(0).terms, platform->api_key());
  const auto second = issuer.create(request, live->at(0).terms, platform->api_key());
  EXPECT_TRUE(first->value.equals(second->value));
  EXPECT_EQ(issuer.list(platform->api_key())->at(1).request, request);
  EXPECT_TRUE(issuer.verify(*first).ok());
  ASSERT_TRUE(issuer.revoke(first->id, platform->api_key()).ok());
  ASSERT_TRUE(issuer.revoke(first->id, platform->api_key()).ok());
  KeyIssuer other({settings("file:" + file_)});
  EXPECT_EQ(other.verify(*first).error().code, ErrorCode::authentication);
}

TEST_F(RotationTest, TheNewKeyMayHaveLess) {
  const std::string smaller = "devices:read keys:admin";
  ASSERT_EQ(*rotation({{"scope", smaller}})->run(Order::now), Outcome::rotated);
  const nlohmann::json after = keys();
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after[0]["scopes"], nlohmann::json({"devices:read", "keys:admin"}));
  const auto wider = rotation({{"scope", "devices:write keys:admin"}})->run(Order::now);
  EXPECT_EQ(wider.error().rule, "scope_wider");
  EXPECT_EQ(keys()[0]["id"], after[0]["id"]) << "nothing was done";
}

TEST_F(RotationTest, AJournalThatHostsShareLiesInRedis) {
  RotationOptions open = options();
  EXPECT_EQ(open.set("journal", "redis://127.0.0.1").error().rule, "not_tls");
  ASSERT_TRUE(open.set("journal", "rediss://127.0.0.1:1").ok());
  EXPECT_EQ(Rotation::make(settings("file:" + file_), open).error().rule, "passphrase_missing");
  SettingArguments given = settings("file:" + file_);
  ASSERT_TRUE(given.set_secret("token_store_passphrase", *secrets::Secret::copy_of("a_test_passphrase")).ok());
  const auto rotating = Rotation::make(given, open);
  ASSERT_TRUE(rotating.ok()) << rotating.error().message;
  EXPECT_EQ((*rotating)->run(Order::now).error().rule, "store_unreachable");
}

TEST_F(RotationTest, AKeyThatCanNotRotateItselfNeedsAnAuthority) {
  const auto alone = Rotation::make(settings("file:" + file_), options({{"scope", "devices:read"}}));
  EXPECT_EQ(alone.error().field, "scope");
  const auto client = *Client::make(settings("file:" + file_));
  const auto made = client->call("keys.create", R"({"name":"authority","scopes":["keys:admin"]})", {});
  // Of keys two live at once: the one that is rotated, its successor; an authority is one too many here.
  ASSERT_TRUE(made) << made.error().message;
  const auto json = nlohmann::json::parse(made->json());
  EXPECT_TRUE(Rotation::make(settings("file:" + file_),
                             options({{"scope", "devices:read"}, {"authority", json["key"].get<std::string>()}})));
}

// Where nobody says another place, a report finds the log of rotations.
TEST_F(RotationTest, TheStateFolderHoldsTheLogThatReportsRead) {
  RotationOptions given;
  ASSERT_TRUE(given.set("overlap", "0"));
  auto rotating = Rotation::make(settings("file:" + file_), given);
  ASSERT_TRUE(rotating.ok()) << rotating.error().message;
  ASSERT_TRUE((*rotating)->run(Order::now).ok());
  const auto resolved = resolve_settings(settings("file:" + file_));
  const auto history = rotation::AuditLog(audit_file(*resolved)).read();
  ASSERT_TRUE(history.ok());
  EXPECT_EQ(history->events.size(), Rotation::history(settings("file:" + file_), given)->events.size());
  EXPECT_FALSE(history->events.empty());
}

TEST_F(RotationTest, FindsItsTargetByItself) {
  const std::string env = folder.path() + "/env";
  write(env, "CONNECTIFY_API_KEY=" + std::string(platform->api_key().reveal()) + "\n");
  SettingArguments given;
  ASSERT_TRUE(given.set("environment", "sandbox"));
  ASSERT_TRUE(given.set("base_url", platform->base_url()));
  ASSERT_TRUE(given.set("env_file", env));
  EXPECT_EQ(*target_of_api_key(given), "env-file:" + env + "#CONNECTIFY_API_KEY");
  const std::string json = folder.path() + "/config.json";
  write(json, R"({"apiKey":")" + std::string(platform->api_key().reveal()) + "\"}");
  ASSERT_TRUE(given.set("env_file", ""));
  ASSERT_TRUE(given.set("config_file", json));
  EXPECT_EQ(*target_of_api_key(given), "json-file:" + json + "#apiKey");
  EXPECT_EQ(*target_of_api_key(settings("file:" + file_)), "file:" + file_);
  EXPECT_EQ(target_of_api_key(arguments()).error().field, "target");
}

TEST_F(RotationTest, AnAuthorityRevokesFirst) {
  const auto client = *Client::make(settings("file:" + file_));
  const nlohmann::json old = keys()[0];
  const nlohmann::json draft = {{"name", "authority"}, {"scopes", old["scopes"]}};
  const auto authority = nlohmann::json::parse(client->call("keys.create", draft.dump(), {})->json());
  const auto rotating =
      rotation({{"authority", authority["key"].get<std::string>()}, {"current_id", old["id"].get<std::string>()}});
  // With the authority as the second of two there is no room for a third, until the old one is revoked.
  EXPECT_EQ(rotating->run(Order::now).error().code, ErrorCode::conflict);
  EXPECT_EQ(*rotating->run(Order::compromised_revoke_first), Outcome::rotated);
  const nlohmann::json after = keys();
  ASSERT_EQ(after.size(), 2U);
  EXPECT_EQ(after[0]["id"], authority["id"]);
  EXPECT_EQ(after[1]["scopes"], old["scopes"]);
}

TEST_F(RotationTest, RollsTheSecretOfAWebhook) {
  const auto client = *Client::make(settings("file:" + file_));
  const auto webhook = nlohmann::json::parse(
      client->call("webhooks.create", R"({"url":"https://example.com/hook","events":["device.updated"]})", {})->json());
  const std::string kept = folder.path() + "/webhook";
  write(kept, webhook["secret"].get<std::string>());
  const auto rotating =
      rotation({{"credential", "webhook:" + webhook["id"].get<std::string>()}, {"target", "file:" + kept}});
  EXPECT_EQ(*rotating->run(Order::now), Outcome::rotated);
  EXPECT_NE(read(kept), webhook["secret"]);
  EXPECT_TRUE(read(kept).starts_with("cfy_whsec_test_"));
}

TEST_F(RotationTest, TellsWhoIsToBeAlerted) {
  const std::string told = folder.path() + "/told";
  const std::string script = folder.path() + "/tell.sh";
  write(script, "cat >>'" + told + "'\n");
  const auto rotating = rotation(
      {{"alert_command", "/bin/sh " + script}, {"credential", "command:/bin/false"}, {"target", "file:" + file_}});
  EXPECT_FALSE(rotating->run(Order::now).ok());
  const auto event = nlohmann::json::parse(read(told));
  EXPECT_EQ(event["event"], "failed");
  EXPECT_EQ(event["credential"], "command:/bin/false");
}

TEST_F(RotationTest, OptionsAreChecked) {
  RotationOptions given;
  const auto rule = [&](const char* name, const char* value) {
    const auto set = given.set(name, value);
    return set ? std::string() : set.error().rule;
  };
  EXPECT_EQ(rule("overlapp", "1"), "unknown_option");
  EXPECT_NE(given.set("overlapp", "1").error().message.find("overlap"), std::string::npos);
  EXPECT_EQ(rule("overlap", "-1"), "number");
  EXPECT_EQ(rule("overlap", "2592001"), "number");
  EXPECT_EQ(rule("credential", "password"), "credential");
  EXPECT_EQ(rule("credential", "webhook:"), "credential");
  EXPECT_EQ(rule("target", "file:relative"), "target");
  EXPECT_EQ(rule("target", "env-file:/x"), "target");
  EXPECT_EQ(rule("target", "json-file:/x#"), "target");
  EXPECT_EQ(rule("alert_url", "http://example.com"), "scheme");
  EXPECT_EQ(rule("revoke_grants", "yes"), "boolean");
  EXPECT_EQ(rule("state", ""), "text");
  EXPECT_EQ(rule("due_days", "46"), "");
  EXPECT_EQ(Rotation::make(settings("file:" + file_), given).error().rule, "rotation_policy");
}

}  // namespace
}  // namespace cfy::client
