#include "transport/engine.hpp"

#include <thread>
#include <vector>

#include "engine_fixture.hpp"

namespace cfy::transport {
namespace {

using namespace std::chrono_literals;
using test::always;
using test::Connection;
using test::http_answer;
using test::TlsServer;

TEST_F(EngineTest, AnswersWithStatusBodyAndTheHeadersThatMatter) {
  TlsServer server(identity, always(http_answer(503, "{}", "Retry-After: 7\r\n")));
  const auto response = make_engine()->perform(get(server.url("/v1/status")), nullptr);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 503);
  EXPECT_EQ(response->body, "{}");
  EXPECT_EQ(response->request_id, "req_test");
  EXPECT_EQ(response->retry_after, "7");
}

TEST_F(EngineTest, SendsMethodBodyAndCredentialAsTheyAre) {
  std::promise<std::string> seen;
  TlsServer server(identity, [&](Connection& connection) {
    seen.set_value(connection.read_request());
    connection.write(http_answer(200, "{}"));
  });
  Request request = get(server.url("/v1/devices/dev_1"));
  request.method = "PATCH";
  request.body = R"({"name":"x"})";
  request.authorization = *secrets::Secret::copy_of(std::string_view("Authorization: Bearer cfy_ak_test\0", 34));
  request.headers = {"Idempotency-Key: abc"};
  ASSERT_TRUE(make_engine()->perform(std::move(request), nullptr));
  const std::string sent = seen.get_future().get();
  EXPECT_TRUE(sent.starts_with("PATCH /v1/devices/dev_1 HTTP/1.1\r\n"));
  EXPECT_NE(sent.find("\r\nAuthorization: Bearer cfy_ak_test\r\n"), std::string::npos);
  EXPECT_NE(sent.find("\r\nIdempotency-Key: abc\r\n"), std::string::npos);
  EXPECT_TRUE(sent.ends_with("\r\n\r\n{\"name\":\"x\"}"));
}

TEST_F(EngineTest, SendsABodyThatHoldsASecretWithTheTypeItHas) {
  std::promise<std::string> seen;
  TlsServer server(identity, [&](Connection& connection) {
    seen.set_value(connection.read_request());
    connection.write(http_answer(200, "{}"));
  });
  Request request = get(server.url("/token"));
  request.method = "POST";
  request.secret_body = *secrets::Secret::copy_of("grant_type=x");
  request.content_type = "application/x-www-form-urlencoded";
  ASSERT_TRUE(make_engine()->perform(std::move(request), nullptr));
  const std::string sent = seen.get_future().get();
  EXPECT_TRUE(sent.starts_with("POST /token HTTP/1.1\r\n"));
  EXPECT_NE(sent.find("\r\nContent-Type: application/x-www-form-urlencoded\r\n"), std::string::npos);
  EXPECT_TRUE(sent.ends_with("\r\n\r\ngrant_type=x"));
}

// libcurl would send it again when the kept connection turns out to be dead, without a word.
TEST_F(EngineTest, SendsNothingTwiceThatMayBeDoneOnceOnly) {
  std::atomic<int> posts{0};
  TlsServer server(identity, [&](Connection& connection) {
    for (std::string request = connection.read_request(); !request.empty(); request = connection.read_request()) {
      if (request.starts_with("POST")) {
        ++posts;
        return;
      }
      connection.write(http_answer(200, "{}"));
    }
  });
  const auto engine = make_engine();
  ASSERT_TRUE(engine->perform(get(server.url("/")), nullptr));
  Request request = get(server.url("/"));
  request.method = "POST";
  request.body = "{}";
  const auto response = engine->perform(std::move(request), nullptr);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::connection);
  EXPECT_FALSE(response.error().retriable);
  EXPECT_EQ(posts, 1);
}

TEST_F(EngineTest, KeepsConnectionsOpenBetweenBlockingCalls) {
  TlsServer server(identity, always(http_answer(200, "{}")));
  const auto engine = make_engine();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(engine->perform(get(server.url("/")), nullptr));
  EXPECT_EQ(server.handshakes(), 1);
}

TEST_F(EngineTest, ResumesTheTlsSessionOnFurtherConnections) {
  TlsServer server(identity, [](Connection& connection) {
    if (!connection.read_request().empty()) connection.write(http_answer(200, "{}", "Connection: close\r\n"));
  });
  const auto engine = make_engine();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(engine->perform(get(server.url("/")), nullptr));
  EXPECT_EQ(server.handshakes(), 5);
  EXPECT_EQ(server.resumed(), 4);
}

TEST_F(EngineTest, RunsBlockingCallsOfManyThreads) {
  TlsServer server(identity, always(http_answer(200, "{}")));
  const auto engine = make_engine();
  std::atomic<int> answered{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) answered += engine->perform(get(server.url("/")), nullptr).ok() ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(answered, 160);
}

TEST_F(EngineTest, CompletesEverySubmittedCallOnce) {
  TlsServer server(identity, always(http_answer(200, "{}")));
  const auto engine = make_engine();
  std::vector<std::future<Result<Response>>> calls;
  for (int i = 0; i < 200; ++i) calls.push_back(submit(*engine, get(server.url("/"))));
  for (auto& call : calls) EXPECT_TRUE(call.get());
}

TEST_F(EngineTest, RunsOutOfTimeWhenNothingIsAnswered) {
  TlsServer server(identity, silent);
  const auto engine = make_engine();
  const auto begun = std::chrono::steady_clock::now();
  const auto blocking = engine->perform(get(server.url("/"), 150ms), nullptr);
  const auto submitted = submit(*engine, get(server.url("/"), 150ms)).get();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
  ASSERT_FALSE(blocking);
  EXPECT_EQ(blocking.error().code, ErrorCode::timeout);
  ASSERT_FALSE(submitted);
  EXPECT_EQ(submitted.error().code, ErrorCode::timeout);
}

TEST_F(EngineTest, CountsTheTimeThatACallWaitsForItsTurn) {
  TlsServer server(identity, silent);
  ExchangeSettings settings;
  settings.tls.trust = *tls::TrustStore::load(folder.write("ca.pem", authority.pem()));
  // Or those that wait would be refused once so many have failed.
  const auto engine = *Engine::make(settings, PacingSettings{.circuit_failures = 0});
  std::vector<std::future<Result<Response>>> calls;
  for (int i = 0; i < 150; ++i) calls.push_back(submit(*engine, get(server.url("/"), 300ms)));
  for (auto& call : calls) {
    ASSERT_EQ(call.wait_for(5s), std::future_status::ready);
    EXPECT_EQ(call.get().error().code, ErrorCode::timeout);
  }
}

TEST_F(EngineTest, SaysThatNothingListens) {
  std::string url;
  { url = TlsServer(identity, silent).url("/"); }
  const auto response = make_engine()->perform(get(url), nullptr);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::connection);
  EXPECT_TRUE(response.error().retriable);  // nothing was sent
}

TEST_F(EngineTest, EndsWhatIsUnderWayWhenItIsClosed) {
  TlsServer server(identity, silent);
  const auto engine = make_engine();
  auto submitted = submit(*engine, get(server.url("/")));
  std::promise<Result<Response>> blocking;
  std::thread caller([&] { blocking.set_value(engine->perform(get(server.url("/")), nullptr)); });
  std::this_thread::sleep_for(100ms);
  const auto begun = std::chrono::steady_clock::now();
  engine->begin_close();
  EXPECT_TRUE(engine->wait_closed(begun + 5s));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 1s);
  caller.join();
  EXPECT_EQ(submitted.get().error().code, ErrorCode::cancelled);
  EXPECT_EQ(blocking.get_future().get().error().code, ErrorCode::cancelled);
  EXPECT_EQ(engine->perform(get(server.url("/")), nullptr).error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace cfy::transport
