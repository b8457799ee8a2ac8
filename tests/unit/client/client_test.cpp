#include "client/client.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <future>
#include <thread>

#include <nlohmann/json.hpp>

#include "client_fixture.hpp"

namespace cfy::client {
namespace {

using namespace std::chrono_literals;

TEST_F(ClientTest, CallsTheSandbox) {
  const auto answer = make_client()->call("status.get", "{}", {});
  ASSERT_TRUE(answer) << answer.error().message;
  const auto status = nlohmann::json::parse(answer->json());
  EXPECT_EQ(status["status"], "connected");
  EXPECT_EQ(status["environment"], "sandbox");
  EXPECT_FALSE(answer->request_id().empty());
}

TEST_F(ClientTest, RegistersChangesAndDeletesADevice) {
  const auto client = make_client();
  const auto made = client->call("devices.register", R"({"name":"Lampe","type":"lamp","capabilities":["light"]})", {});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->http_status(), 201);
  const std::string id = nlohmann::json::parse(made->json())["id"];
  const std::string named = nlohmann::json{{"id", id}, {"name", "Stehlampe"}}.dump();
  ASSERT_TRUE(client->call("devices.update", named, {}));
  const std::string by_id = nlohmann::json{{"id", id}}.dump();
  const auto got = client->call("devices.get", by_id, {});
  ASSERT_TRUE(got);
  EXPECT_EQ(nlohmann::json::parse(got->json())["name"], "Stehlampe");
  ASSERT_TRUE(client->call("devices.delete", by_id, {}));
  EXPECT_EQ(client->call("devices.get", by_id, {}).error().code, ErrorCode::not_found);
}

TEST_F(ClientTest, SaysThatTheKeyIsMissingBeforeItSendsAnything) {
  unsetenv("CONNECTIFY_API_KEY");
  SettingArguments given;
  ASSERT_TRUE(given.set("environment", "staging"));
  ASSERT_TRUE(given.set("base_url", "https://127.0.0.1:1/v1"));
  ASSERT_TRUE(given.set("ca_file", platform->ca_file()));
  const auto client = Client::make(given);
  ASSERT_TRUE(client) << client.error().message;
  const auto answer = (*client)->call("devices.list", "{}", {});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::configuration);
  EXPECT_EQ(answer.error().field, "api_key");
  EXPECT_EQ((*client)->call("status.ping", "{}", {}).error().code, ErrorCode::connection) << "a ping needs no key";
}

TEST_F(ClientTest, SendsNoCredentialWhereNoneIsNeeded) {
  const test::Identity authority = test::make_authority();
  std::promise<std::string> seen;
  test::TlsServer server(test::make_certificate({}, &authority), [&](test::Connection& connection) {
    seen.set_value(connection.read_request());
    connection.write(
        test::http_answer(200, R"({"status":"success","data":{"pong":true,"timestamp":"2026-01-01T00:00:00Z"}})"));
  });
  SettingArguments given = arguments();
  ASSERT_TRUE(given.set("base_url", server.url("/v1")));
  ASSERT_TRUE(given.set("ca_file", folder.write("own.pem", authority.pem())));
  ASSERT_TRUE((*Client::make(given))->call("status.ping", "{}", {}));
  EXPECT_EQ(seen.get_future().get().find("Authorization"), std::string::npos);
}

TEST_F(ClientTest, RepeatsAnAnswerUnderTheSameIdempotencyKey) {
  const auto client = make_client();
  CallOptions options;
  ASSERT_TRUE(options.set("idempotency_key", "one"));
  const std::string lamp = R"({"name":"Lamp","type":"lamp"})";
  const auto first = client->call("devices.register", lamp, options);
  const auto second = client->call("devices.register", lamp, options);
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_EQ(first->json(), second->json());
  EXPECT_EQ(client->call("devices.register", R"({"name":"Other","type":"lamp"})", options).error().code,
            ErrorCode::conflict);
  EXPECT_EQ(client->call("devices.get", R"({"id":"dev_0001"})", options).error().field, "idempotency_key");
}

TEST_F(ClientTest, SaysThatRepeatingMayHelpOnlyWhereItIsSafe) {
  const test::Identity authority = test::make_authority();
  test::TlsServer server(test::make_certificate({}, &authority), test::always(test::http_answer(503, "{}")));
  SettingArguments given = arguments();
  ASSERT_TRUE(given.set("base_url", server.url("/v1")));
  ASSERT_TRUE(given.set("ca_file", folder.write("own.pem", authority.pem())));
  ASSERT_TRUE(given.set("max_retries", "0"));
  const auto client = *Client::make(given);
  CallOptions with_key;
  ASSERT_TRUE(with_key.set("idempotency_key", "one"));
  const std::string lamp = R"({"name":"Lamp","type":"lamp"})";
  EXPECT_TRUE(client->call("devices.get", R"({"id":"dev_1"})", {}).error().retriable);
  EXPECT_FALSE(client->call("devices.register", lamp, {}).error().retriable);
  EXPECT_TRUE(client->call("devices.register", lamp, with_key).error().retriable);
}

TEST_F(ClientTest, CompletesSubmittedCalls) {
  const auto client = make_client();
  std::promise<std::pair<std::int64_t, Result<Answer>>> completed;
  const auto id =
      client->submit("devices.get", R"({"id":"dev_0001"})", {}, [&](std::int64_t call, Result<Answer> answer) {
        completed.set_value({call, std::move(answer)});
      });
  ASSERT_TRUE(id);
  const auto [call, answer] = completed.get_future().get();
  EXPECT_EQ(call, *id);
  ASSERT_TRUE(answer);
  EXPECT_EQ(nlohmann::json::parse(answer->json())["id"], "dev_0001");
}

TEST_F(ClientTest, AnswersCancelledOnceItIsClosed) {
  const auto client = make_client();
  ASSERT_TRUE(client->call("status.get", "{}", {}));
  client->close();
  client->close();
  const auto answer = client->call("status.get", "{}", {});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::cancelled);
  EXPECT_EQ(answer.error().rule, "closed");
  EXPECT_FALSE(client->submit("status.get", "{}", {}, [](std::int64_t, const Result<Answer>&) { FAIL(); }));
}

TEST_F(ClientTest, GoesOnInAForkedChildWithConnectionsOfItsOwn) {
  const auto client = make_client();
  ASSERT_TRUE(client->call("status.get", "{}", {}));
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);
    const bool blocking = client->call("devices.get", R"({"id":"dev_0001"})", {}).ok();
    std::promise<bool> submitted;
    const auto id = client->submit(
        "status.get", "{}", {}, [&](std::int64_t, const Result<Answer>& answer) { submitted.set_value(answer.ok()); });
    _exit(blocking && id && submitted.get_future().get() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_TRUE(client->call("status.get", "{}", {}));
}

}  // namespace
}  // namespace cfy::client
