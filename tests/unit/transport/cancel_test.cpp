#include "transport/cancel.hpp"

#include <thread>

#include "engine_fixture.hpp"

namespace cfy::transport {
namespace {

using namespace std::chrono_literals;
using test::Connection;
using test::TlsServer;

using CancelTest = EngineTest;

TEST_F(CancelTest, EndsABlockingCallWithinFiftyMilliseconds) {
  TlsServer server(identity, silent);
  const auto engine = make_engine();
  Cancellation cancellation;
  std::chrono::steady_clock::time_point turned_on;
  std::thread canceller([&] {
    std::this_thread::sleep_for(200ms);
    turned_on = std::chrono::steady_clock::now();
    cancellation.trigger();
  });
  const auto response = engine->perform(get(server.url("/")), &cancellation);
  const auto took = std::chrono::steady_clock::now() - turned_on;
  canceller.join();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::cancelled);
  EXPECT_LT(took, 50ms);
}

TEST_F(CancelTest, AsksItsQuestionWhileABlockingCallWaits) {
  TlsServer server(identity, silent);
  Cancellation cancellation;
  int asked = 0;
  cancellation.set_poll([&] { return ++asked == 4; });
  const auto response = make_engine()->perform(get(server.url("/")), &cancellation);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::cancelled);
  EXPECT_EQ(asked, 4);
}

TEST_F(CancelTest, AsksItsQuestionOnceInAWhileAlsoWhenBytesKeepArriving) {
  TlsServer server(identity, [](Connection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (!connection.stopping()) {
      connection.write(" ");
      std::this_thread::sleep_for(5ms);
    }
  });
  Cancellation cancellation;
  int asked = 0;
  cancellation.set_poll([&] { return ++asked == 4; });
  const auto began = std::chrono::steady_clock::now();
  const auto response = make_engine()->perform(get(server.url("/")), &cancellation);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::cancelled);
  EXPECT_EQ(asked, 4);
  EXPECT_GE(std::chrono::steady_clock::now() - began, 100ms);
}

TEST_F(CancelTest, EndsASubmittedCallThroughItsSwitchOrItsId) {
  TlsServer server(identity, silent);
  const auto engine = make_engine();
  const auto cancellation = std::make_shared<Cancellation>();
  auto by_switch = submit(*engine, get(server.url("/")), cancellation);
  const std::int64_t id = next_call_id();
  auto by_id = submit(*engine, get(server.url("/")), nullptr, id);
  std::this_thread::sleep_for(100ms);
  cancellation->trigger();
  engine->cancel(id);
  ASSERT_EQ(by_switch.wait_for(1s), std::future_status::ready);
  ASSERT_EQ(by_id.wait_for(1s), std::future_status::ready);
  EXPECT_EQ(by_switch.get().error().code, ErrorCode::cancelled);
  EXPECT_EQ(by_id.get().error().code, ErrorCode::cancelled);
}

TEST_F(CancelTest, EndsACallThatIsSubmittedWithASwitchAlreadyOn) {
  TlsServer server(identity, silent);
  const auto engine = make_engine();
  const auto cancellation = std::make_shared<Cancellation>();
  cancellation->trigger();
  auto call = submit(*engine, get(server.url("/")), cancellation);
  ASSERT_EQ(call.wait_for(2s), std::future_status::ready);
  EXPECT_EQ(call.get().error().code, ErrorCode::cancelled);
}

TEST_F(CancelTest, ByAnUnknownIdDoesNothing) {
  TlsServer server(identity, test::always(test::http_answer(200, "{}")));
  const auto engine = make_engine();
  engine->cancel(1'000'000);
  auto call = submit(*engine, get(server.url("/")));
  engine->cancel(2'000'000);
  EXPECT_TRUE(call.get());
}

// Many threads turn switches on while calls come and go: nothing hangs, and each call ends once.
TEST_F(CancelTest, RacesWithCompletionWithoutLosingACall) {
  TlsServer server(identity, test::always(test::http_answer(200, "{}")));
  const auto engine = make_engine();
  for (int round = 0; round < 100; ++round) {
    const auto cancellation = std::make_shared<Cancellation>();
    auto call = submit(*engine, get(server.url("/")), cancellation);
    std::thread canceller([&] { cancellation->trigger(); });
    ASSERT_EQ(call.wait_for(5s), std::future_status::ready);
    const auto result = call.get();
    EXPECT_TRUE(result || result.error().code == ErrorCode::cancelled);
    canceller.join();
  }
}

}  // namespace
}  // namespace cfy::transport
