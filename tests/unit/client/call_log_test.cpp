// Records of calls, and what the library writes to standard error.
#include "client/call_log.hpp"

#include <future>
#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "client/log_lines.hpp"
#include "client_fixture.hpp"

namespace cfy::client {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class CallLogTest : public ClientTest {
 protected:
  std::shared_ptr<Client> client_at(const std::string& level, const std::string& debug = "false") const {
    SettingArguments given = arguments();
    EXPECT_TRUE(given.set_secret("api_secret", platform->api_secret()));
    EXPECT_TRUE(given.set("log_level", level));
    EXPECT_TRUE(given.set("debug", debug));
    return *Client::make(given);
  }
  static json records(Client& client) { return json::parse(call_records_json(client.log().take()))["records"]; }
};

TEST_F(CallLogTest, NobodyWhoDidNotAskIsToldAnything) {
  ::testing::internal::CaptureStderr();
  const auto client = client_at("WARNING");
  ASSERT_TRUE(client->call("devices.list", "{}", {}));
  EXPECT_FALSE(client->call("devices.get", R"({"id":"dev_none"})", {}));
  EXPECT_TRUE(records(*client).empty());
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST_F(CallLogTest, EachCallThatHasEndedIsOneRecord) {
  const auto client = client_at("WARNING");
  client->log().keep(10);
  const auto answer = client->call("devices.list", "{}", {});
  EXPECT_FALSE(client->call("devices.get", R"({"id":"dev_none"})", {}));
  EXPECT_FALSE(client->call("devices.lst", "{}", {}));
  std::promise<void> ended;
  ASSERT_TRUE(client->submit("status.get", "{}", {}, [&](auto, auto) { ended.set_value(); }));
  ended.get_future().get();
  ASSERT_TRUE((*client->as_role("viewer", ""))->call("users.me", "{}", {}));
  const json kept = records(*client);
  ASSERT_EQ(kept.size(), 5U);
  EXPECT_EQ(kept[0]["operation"], "devices.list");
  EXPECT_EQ(kept[0]["http_status"], 200);
  EXPECT_EQ(kept[0]["request_id"], answer->request_id());
  EXPECT_EQ(kept[0]["attempts"], 1);
  EXPECT_TRUE(kept[0]["error"].is_null());
  EXPECT_GE(kept[0]["elapsed_ms"], 0);
  EXPECT_EQ(kept[1]["error"], "not_found");
  EXPECT_EQ(kept[1]["http_status"], 404);
  EXPECT_EQ(kept[2]["error"], "validation");
  EXPECT_EQ(kept[2]["attempts"], 0);
  EXPECT_EQ(kept[3]["operation"], "status.get");
  EXPECT_EQ(kept[4]["operation"], "users.me");
  EXPECT_TRUE(records(*client).empty()) << "they are taken once";
}

TEST_F(CallLogTest, KeepsNoMoreThanItWasToldTo) {
  const auto client = client_at("WARNING");
  client->log().keep(2);
  for (const char* const operation : {"status.get", "devices.list", "users.me"}) {
    ASSERT_TRUE(client->call(operation, "{}", {}));
  }
  const CallLog::Taken taken = client->log().take();
  ASSERT_EQ(taken.records.size(), 2U);
  EXPECT_EQ(taken.records.front().operation, "devices.list");
  EXPECT_EQ(taken.dropped, 1U);
  client->log().keep(0);
  ASSERT_TRUE(client->call("status.get", "{}", {}));
  EXPECT_TRUE(client->log().take().records.empty());
}

TEST_F(CallLogTest, InfoWritesALineForEachCall) {
  ::testing::internal::CaptureStderr();
  const auto client = client_at("INFO");
  ASSERT_TRUE(client->call("devices.list", "{}", {}));
  const std::string written = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(written, HasSubstr("Z INFO connectify devices.list ok | status 200 | "));
  EXPECT_THAT(written, Not(HasSubstr("DEBUG")));
}

TEST_F(CallLogTest, DebugWritesRequestsAndAnswers) {
  ::testing::internal::CaptureStderr();
  const auto client = client_at("WARNING", "true");
  ASSERT_TRUE(client->call("devices.register", R"({"name":"Lamp","type":"thermostat"})", {}));
  const std::string written = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(written, HasSubstr("DEBUG connectify > POST https://"));
  EXPECT_THAT(written, HasSubstr("/devices | "));
  EXPECT_THAT(written, HasSubstr("Authorization: ****"));
  EXPECT_THAT(written, HasSubstr("DEBUG connectify < POST https://"));
  EXPECT_THAT(written, HasSubstr("| 201 in "));
  EXPECT_THAT(written, HasSubstr("success"));
  std::istringstream lines(written);
  for (std::string line; std::getline(lines, line);) EXPECT_THAT(line, HasSubstr(" connectify ")) << "one line each";
}

// A full session at the highest level, in which every kind of secret goes over the wire.
TEST_F(CallLogTest, NoSecretIsEverWritten) {
  std::vector<std::string> secrets = {std::string(platform->api_key().reveal()),
                                      std::string(platform->api_secret().reveal())};
  ::testing::internal::CaptureStderr();
  const auto client = client_at("DEBUG", "true");
  client->log().keep(100);
  const auto key = client->call("keys.create", R"({"name":"next","scopes":["devices:read"]})", {});
  ASSERT_TRUE(key) << key.error().message;
  secrets.push_back(json::parse(key->json())["key"]);
  const auto hook =
      client->call("webhooks.create", R"({"url":"https://example.com/","events":["device.connected"]})", {});
  ASSERT_TRUE(hook) << hook.error().message;
  secrets.push_back(json::parse(hook->json())["secret"]);
  // A secret that the caller puts into a body by mistake, and into an address.
  static_cast<void>(client->call("devices.register", json{{"name", secrets[1]}, {"type", "thermostat"}}.dump(), {}));
  static_cast<void>(client->call("devices.get", json{{"id", secrets[2]}}.dump(), {}));
  ASSERT_TRUE(client->call("devices.list", "{}", {}));
  const std::string written = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(written, HasSubstr("keys"));
  EXPECT_THAT(written, HasSubstr("webhooks"));
  const std::string kept = call_records_json(client->log().take());
  for (const std::string& secret : secrets) {
    ASSERT_GT(secret.size(), 16U);
    EXPECT_EQ(written.find(secret), std::string::npos) << secret.substr(0, 8);
    EXPECT_EQ(kept.find(secret), std::string::npos);
  }
  EXPECT_EQ(written.find("Signature: v1="), std::string::npos);
  EXPECT_THAT(written, HasSubstr("body not shown")) << "not left to the redactor, which need not know a new credential";
}

TEST(LogLines, NothingForgesASecondLineOrMovesTheCursor) {
  ::testing::internal::CaptureStderr();
  write_log_line("INFO", "one\r\ntwo\x1b[2J\u202E");
  const std::string written = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(written.find('\n'), written.size() - 1);
  EXPECT_THAT(written, Not(HasSubstr("\r")));
  EXPECT_THAT(written, Not(HasSubstr("\x1b")));
  EXPECT_THAT(written, Not(HasSubstr("\u202E")));
}

}  // namespace
}  // namespace cfy::client
