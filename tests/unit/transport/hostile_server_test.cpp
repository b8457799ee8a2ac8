// Servers that break the rules: each gets the named error, and the engine goes on working.
#include <thread>

#include "engine_fixture.hpp"

namespace cfy::transport {
namespace {

using namespace std::chrono_literals;
using test::Connection;
using test::http_answer;
using test::TlsServer;

class HostileServerTest : public EngineTest {
 protected:
  // The first connection gets the bad behaviour, every later one a good answer.
  Result<Response> first_answer(TlsServer::Behaviour bad, ResponseLimits limits = {}) {
    std::atomic<bool> first{true};
    TlsServer server(identity, [&](Connection& connection) {
      if (first.exchange(false)) return bad(connection);
      test::always(http_answer(200, "{}"))(connection);
    });
    const auto engine = make_engine(limits);
    Result<Response> response = engine->perform(get(server.url("/"), 5s), nullptr);
    const auto next = engine->perform(get(server.url("/"), 5s), nullptr);
    EXPECT_TRUE(next) << "the engine has to go on working: " << next.error().message;
    return response;
  }
};

TEST_F(HostileServerTest, GoneInTheMiddleOfAnAnswerIsALostConnection) {
  const auto response = first_answer([](Connection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"status\":");
  });
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::connection);
  EXPECT_FALSE(response.error().retriable) << "the request was sent: only its caller knows whether it may be repeated";
}

TEST_F(HostileServerTest, GoneBeforeAnAnswerIsALostConnection) {
  const auto response = first_answer([](Connection& connection) { connection.read_request(); });
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::connection);
}

TEST_F(HostileServerTest, EndlessHeadersAreCut) {
  const auto response = first_answer([](Connection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 1'000'000 && connection.write("X-Filler: " + std::string(500, 'a') + "\r\n"); ++i) {
    }
  });
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::response);
  EXPECT_EQ(response.error().rule, "headers_too_large");
}

TEST_F(HostileServerTest, OneEndlessHeaderLineIsCut) {
  const auto response = first_answer([](Connection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nX-Filler: ");
    const std::string filler(16'000, 'a');
    for (int i = 0; i < 100'000 && connection.write(filler); ++i) {
    }
  });
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::response);
  EXPECT_EQ(response.error().rule, "headers_too_large");
}

TEST_F(HostileServerTest, ABodyOverTheLimitIsCutWhateverItsHeadersPromise) {
  const auto response = first_answer(
      [](Connection& connection) {
        connection.read_request();
        connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        const std::string filler(16'000, ' ');
        for (int i = 0; i < 100'000 && connection.write(filler); ++i) {
        }
      },
      ResponseLimits{.body_bytes = 1U << 20U});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::response);
  EXPECT_EQ(response.error().rule, "body_too_large");
}

TEST_F(HostileServerTest, WhatIsNotHttpIsAResponseError) {
  const auto response = first_answer([](Connection& connection) {
    connection.read_request();
    connection.write("220 mail.example ESMTP ready\r\n");
  });
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::response);
}

TEST_F(HostileServerTest, ARedirectIsAnAnswerAndIsNotFollowed) {
  TlsServer elsewhere(identity, test::always(http_answer(200, "{}")));
  const auto response =
      first_answer(test::always(http_answer(302, "", "Location: " + elsewhere.url("/") + "\r\nConnection: close\r\n")));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(elsewhere.handshakes(), 0);
}

TEST_F(HostileServerTest, ADripOfBytesDoesNotOutliveTheTimeout) {
  TlsServer server(identity, [](Connection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (!connection.stopping() && connection.write(" ")) std::this_thread::sleep_for(20ms);
  });
  const auto begun = std::chrono::steady_clock::now();
  const auto response = make_engine()->perform(get(server.url("/"), 300ms), nullptr);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 2s);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::timeout);
}

}  // namespace
}  // namespace cfy::transport
