// Clients whose key is rotated while they run.
#include "client/bearer.hpp"

#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <future>
#include <nlohmann/json.hpp>
#include <thread>

#include "client_fixture.hpp"
#include "secrets/credential.hpp"
#include "secrets/redactor.hpp"

namespace cfy::client {
namespace {

using namespace std::chrono_literals;

class BearerTest : public ClientTest {
 protected:
  void SetUp() override { write_key(platform->api_key()); }

  void write_key(const secrets::Secret& key) const {
    std::ofstream(file_) << key.reveal() << '\n';
    ASSERT_EQ(chmod(file_.c_str(), 0600), 0);
  }
  std::shared_ptr<Client> client_of(const std::string& api_key) const {
    SettingArguments given = arguments();
    EXPECT_TRUE(given.set_secret("api_secret", platform->api_secret()));
    EXPECT_TRUE(given.set("api_key", api_key));
    return *Client::make(given);
  }
  // Makes another key in the file, and revokes the one that is there.
  void rotate() const {
    const auto client = client_of("file:" + file_);
    const auto keys = nlohmann::json::parse(client->call("keys.list", "{}", {})->json());
    auto made = nlohmann::json::parse(
        client->call("keys.create", R"({"name":"next","scopes":["devices:read","keys:admin"]})", {})->json());
    write_key(*secrets::Secret::copy_of(made["key"].get<std::string>()));
    const nlohmann::json id = {{"id", keys["keys"][0]["id"]}};
    ASSERT_TRUE(client->call("keys.revoke", id.dump(), {}).ok());
  }

  const std::string file_ = folder.path() + "/key";
};

TEST_F(BearerTest, ARefusedKeyIsReadAgain) {
  const auto client = client_of("file:" + file_);
  ASSERT_TRUE(client->call("devices.list", "{}", {}).ok());
  rotate();
  const auto answer = client->call("devices.list", "{}", {});
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->attempts(), 2);
  EXPECT_EQ(client->call("devices.list", "{}", {})->attempts(), 1);
}

// A program that takes its time to say the key holds up the call that needs it, and no other.
TEST_F(BearerTest, NobodyElseWaitsWhileACommandIsAsked) {
  const std::string program = folder.write("slow", "#!/bin/sh\n[ -e " + folder.path() + "/started ] && sleep 3\n: > " +
                                                       folder.path() + "/started\ncat " + file_ + "\n");
  ASSERT_EQ(chmod(program.c_str(), 0700), 0);
  const auto client = client_of("command:" + program);
  rotate();
  std::promise<int> slow;
  std::promise<std::chrono::steady_clock::time_point> quick;
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_TRUE(client->submit("devices.list", "{}", {}, [&](auto, const Result<Answer>& answer) {
    slow.set_value(answer ? answer->attempts() : 0);
  }));
  std::this_thread::sleep_for(200ms);
  ASSERT_TRUE(
      client->submit("status.ping", "{}", {}, [&](auto, auto) { quick.set_value(std::chrono::steady_clock::now()); }));
  EXPECT_LT(quick.get_future().get() - begun, 2500ms);
  EXPECT_EQ(slow.get_future().get(), 2);
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 3s);
}

TEST_F(BearerTest, ACallThatWaitsForACommandCanBeCancelledAndRunsOutOfTime) {
  const std::string program = folder.write("slow", "#!/bin/sh\n[ -e " + folder.path() + "/started ] && sleep 2\n: > " +
                                                       folder.path() + "/started\ncat " + file_ + "\n");
  ASSERT_EQ(chmod(program.c_str(), 0700), 0);
  const auto client = client_of("command:" + program);
  rotate();
  std::promise<ErrorCode> cancelled;
  std::promise<ErrorCode> late;
  CallOptions hurried;
  hurried.timeout = 600ms;
  const auto begun = std::chrono::steady_clock::now();
  const auto id = client->submit("devices.list", "{}", {},
                                 [&](auto, const Result<Answer>& answer) { cancelled.set_value(answer.error().code); });
  ASSERT_TRUE(client->submit("devices.list", "{}", hurried,
                             [&](auto, const Result<Answer>& answer) { late.set_value(answer.error().code); }));
  std::this_thread::sleep_for(300ms);
  client->cancel(*id);
  EXPECT_EQ(cancelled.get_future().get(), ErrorCode::cancelled);
  EXPECT_EQ(late.get_future().get(), ErrorCode::authentication) << "the platform's own word, not that time ran out";
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 1500ms);
}

// What was signed for, and may not be repeated otherwise, goes on as well: a refused request did nothing.
TEST_F(BearerTest, AChangeGoesOnWithTheOtherKey) {
  const auto client = client_of("file:" + file_);
  rotate();
  CallOptions once;
  once.max_retries = 0;
  const auto made = client->call("keys.create", R"({"name":"third","scopes":["devices:read"]})", once);
  ASSERT_TRUE(made.ok()) << made.error().message;
}

TEST_F(BearerTest, AKeyGivenAsAnArgumentStays) {
  const auto client = client_of(std::string(platform->api_key().reveal()));
  rotate();
  const auto answer = client->call("devices.list", "{}", {});
  EXPECT_EQ(answer.error().code, ErrorCode::authentication);
  EXPECT_EQ(answer.error().attempts, 1);
}

TEST_F(BearerTest, AKeyThatIsRefusedForGoodIsAskedForOnce) {
  const auto client = client_of("file:" + file_);
  const auto gone = *secrets::Secret::copy_of(platform->api_key().reveal());
  rotate();
  write_key(gone);
  const auto answer = client->call("devices.list", "{}", {});
  EXPECT_EQ(answer.error().code, ErrorCode::authentication);
  EXPECT_EQ(answer.error().attempts, 1);
}

TEST_F(BearerTest, AnEnvFileIsReadAgain) {
  const std::string env = folder.path() + "/env";
  const auto write = [&] {
    std::ifstream key(file_);
    std::string value;
    std::getline(key, value);
    std::ofstream(env) << "CONNECTIFY_API_KEY=" << value << "\n";
    ASSERT_EQ(chmod(env.c_str(), 0600), 0);
  };
  write();
  SettingArguments given;
  ASSERT_TRUE(given.set("environment", "sandbox"));
  ASSERT_TRUE(given.set("base_url", platform->base_url()));
  ASSERT_TRUE(given.set("ca_file", platform->ca_file()));
  ASSERT_TRUE(given.set("env_file", env));
  const auto client = *Client::make(given);
  ASSERT_TRUE(client->call("devices.list", "{}", {}).ok());
  rotate();
  write();
  EXPECT_TRUE(client->call("devices.list", "{}", {}).ok());
}

TEST_F(BearerTest, TheOldKeyIsStillMasked) {
  const auto client = client_of("file:" + file_);
  rotate();
  ASSERT_TRUE(client->call("devices.list", "{}", {}).ok());
  std::ifstream file(file_);
  std::string fresh;
  std::getline(file, fresh);
  for (const std::string& key : {std::string(platform->api_key().reveal()), fresh}) {
    const auto masked = secrets::Redactor::of_process()->redact("it is " + key);
    ASSERT_TRUE(masked.has_value());
    EXPECT_EQ(masked->find(key), std::string::npos);
  }
}

TEST_F(BearerTest, AChangedFileIsSeenBeforeTheKeyIsRefused) {
  CredentialSource source;
  source.reference = *secrets::Secret::copy_of("file:" + file_);
  const auto bearer = *BearerSource::make(platform->api_key(), source);
  const auto other = *secrets::make_credential(secrets::CredentialKind::api_key, true);
  write_key(other);
  EXPECT_TRUE(bearer->current()->key.equals(platform->api_key()));  // it was looked at a moment ago
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!bearer->current()->key.equals(other) && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(100ms);
  }
  EXPECT_TRUE(bearer->current()->key.equals(other));
}

// Many at once: all go on, and what is no key at all is not taken.
TEST_F(BearerTest, AllThatAreRefusedGetTheOther) {
  CredentialSource source;
  source.reference = *secrets::Secret::copy_of("file:" + file_);
  const auto bearer = *BearerSource::make(platform->api_key(), source);
  const auto other = *secrets::make_credential(secrets::CredentialKind::api_key, true);
  write_key(other);
  std::vector<std::thread> threads;
  std::atomic<int> got{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { got += bearer->other_than(platform->api_key())->key.equals(other) ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(got, 8);
  write_key(*secrets::Secret::copy_of("no key"));
  EXPECT_EQ(bearer->other_than(other), nullptr);
}

}  // namespace
}  // namespace cfy::client
