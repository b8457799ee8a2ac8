// What is tried again, when, and how often: first the rules by themselves, then calls that live by them.
#include "transport/retry.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "engine_fixture.hpp"
#include "transport/redirect.hpp"
#include "transport/retry_budget.hpp"

namespace cfy::transport {
namespace {

using namespace std::chrono_literals;
using test::Connection;
using test::http_answer;
using test::TlsServer;

// The machine's clock, moved by hand.
class MovedClock final : public Clock {
 public:
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const noexcept override {
    return std::chrono::steady_clock::now() + std::chrono::seconds(moved_.load());
  }
  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const noexcept override {
    return std::chrono::system_clock::now() + std::chrono::seconds(moved_.load());
  }
  void move(std::chrono::seconds by) { moved_ += static_cast<int>(by.count()); }

 private:
  std::atomic<int> moved_{0};
};

// 2026-11-24 10:00:00 UTC.
const std::chrono::system_clock::time_point kNow = std::chrono::system_clock::from_time_t(1795514400);

TEST(Backoff, DoublesFromHalfASecondToEightAndIsChanceFromTheFirstMillisecondOn) {
  const double almost_one = 0.9999999;
  EXPECT_EQ(backoff(1, almost_one), 499ms);
  EXPECT_EQ(backoff(2, almost_one), 999ms);
  EXPECT_EQ(backoff(4, almost_one), 3999ms);
  EXPECT_EQ(backoff(5, almost_one), 7999ms);
  EXPECT_EQ(backoff(60, almost_one), 7999ms);
  EXPECT_EQ(backoff(5, 0.0), 0ms);
  EXPECT_EQ(backoff(2, 0.25), 250ms);
}

TEST(RetryAfter, IsSecondsOrADateAndNothingElse) {
  EXPECT_EQ(parse_retry_after("7", kNow), 7s);
  EXPECT_EQ(parse_retry_after("0", kNow), 0s);
  EXPECT_EQ(parse_retry_after("Tue, 24 Nov 2026 10:00:30 GMT", kNow), 30s);
  EXPECT_EQ(parse_retry_after("Tuesday, 24-Nov-26 10:00:30 GMT", kNow), 30s);
  EXPECT_EQ(parse_retry_after("Tue Nov 24 10:00:30 2026", kNow), 30s);
  EXPECT_EQ(parse_retry_after("Tue, 24 Nov 2026 09:00:00 GMT", kNow), 0s) << "it is over";
  for (const char* const bad :
       {"", "-1", "1.5", "7 ", "soon", "20261124T100000Z", "Tue, 24 Nov 2036 10:00:00 GMT", "99999999999"})
    EXPECT_FALSE(parse_retry_after(bad, kNow)) << bad;
}

TEST(RetryBudgetTest, GivesATenthOfTheCallsBesideItsFloor) {
  RetryBudget budget;
  const auto now = std::chrono::steady_clock::now();
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(budget.spend(now)) << i;
  EXPECT_FALSE(budget.spend(now));
  for (int i = 0; i < 30; ++i) budget.earn();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(budget.spend(now)) << i;
  EXPECT_FALSE(budget.spend(now));
  EXPECT_TRUE(budget.spend(now + 1s)) << "the floor grows back, one a second";
  EXPECT_FALSE(budget.spend(now + 1s));
}

class RetryTest : public EngineTest {
 protected:
  std::shared_ptr<Engine> make_paced_engine(PacingSettings pacing = no_wait()) {
    ExchangeSettings settings;
    settings.tls.trust = *tls::TrustStore::load(folder.write("ca.pem", authority.pem()));
    settings.user_agent = "connectify-test";
    return *Engine::make(settings, pacing);
  }
  static PacingSettings no_wait() {
    PacingSettings pacing;
    pacing.chance = [] { return 0.0; };
    return pacing;
  }
  static Request repeatable(std::string url, int max_retries = 2) {
    Request request = get(std::move(url));
    request.retry = {max_retries, true};
    return request;
  }

  // Both ways of calling keep the same rules.
  static std::vector<Result<Response>> both_ways(Engine& engine, const Request& request) {
    std::vector<Result<Response>> outcomes;
    outcomes.push_back(engine.perform(request, nullptr));
    outcomes.push_back(submit(engine, request).get());
    return outcomes;
  }
};

// Gives the answers of a list, one for each request, and then the last of them again and again.
class Script {
 public:
  explicit Script(std::vector<std::string> answers) : answers_(std::move(answers)) {}
  TlsServer::Behaviour behaviour() {
    return [this](Connection& connection) {
      for (;;) {
        const std::string request = connection.read_request();
        if (request.empty()) return;
        const auto number = static_cast<std::size_t>(requests++);
        const std::string& answer = answers_[std::min(number % period, answers_.size() - 1)];
        // An empty answer is a connection that is cut after the request.
        if (answer.empty() || !connection.write(answer)) return;
      }
    };
  }
  std::atomic<int> requests{0};
  std::size_t period = 1000;  // of the list

 private:
  std::vector<std::string> answers_;
};

TEST_F(RetryTest, TriesAgainUntilItIsAnswered) {
  Script script({http_answer(503, "{}"), http_answer(502, "{}"), http_answer(200, "{}")});
  script.period = 3;
  TlsServer server(identity, script.behaviour());
  const auto engine = make_paced_engine();
  for (const auto& outcome : both_ways(*engine, repeatable(server.url("/")))) {
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->status, 200);
    EXPECT_EQ(outcome->attempts, 3);
  }
  EXPECT_EQ(script.requests, 6);
}

TEST_F(RetryTest, GivesUpAfterItsLastRetryWithTheLastAnswer) {
  Script script({http_answer(503, "{}")});
  TlsServer server(identity, script.behaviour());
  const auto engine = make_paced_engine();
  for (const auto& outcome : both_ways(*engine, repeatable(server.url("/")))) {
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, 503);
    EXPECT_EQ(outcome->attempts, 3);
  }
  EXPECT_EQ(script.requests, 6);
  EXPECT_EQ(engine->perform(repeatable(server.url("/"), 0), nullptr)->attempts, 1);
  EXPECT_EQ(script.requests, 7);
}

TEST_F(RetryTest, RepeatsOnlyWhatMayHelp) {
  for (const int status : {400, 401, 403, 404, 409, 501, 505}) {
    Script script({http_answer(status, "{}")});
    TlsServer server(identity, script.behaviour());
    EXPECT_EQ(make_paced_engine()->perform(repeatable(server.url("/")), nullptr)->attempts, 1) << status;
  }
  for (const int status : {429, 500, 502, 503, 504}) {
    Script script({http_answer(status, "{}")});
    TlsServer server(identity, script.behaviour());
    EXPECT_EQ(make_paced_engine()->perform(repeatable(server.url("/")), nullptr)->attempts, 3) << status;
  }
}

TEST_F(RetryTest, NeverRepeatsWhatMayHaveBeenDone) {
  Script script({""});
  TlsServer server(identity, script.behaviour());
  Request once = get(server.url("/"));
  once.method = "POST";
  once.body = "{}";
  once.retry = {2, false};
  const auto engine = make_paced_engine();
  for (const auto& outcome : both_ways(*engine, once)) {
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::connection);
    EXPECT_EQ(outcome.error().attempts, 1);
  }
  EXPECT_EQ(script.requests, 2);
  const auto again = engine->perform(repeatable(server.url("/")), nullptr);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().attempts, 3);
}

TEST_F(RetryTest, RepeatsAnythingOfWhichNothingWasSent) {
  std::string url;
  {
    url = TlsServer(identity, [](Connection&) {}).url("/");
  }
  Request once = get(url);
  once.retry = {2, false};
  for (const auto& outcome : both_ways(*make_paced_engine(), once)) {
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().attempts, 3);
  }
}

TEST_F(RetryTest, PreparesTheRequestAnewForEachAttempt) {
  std::vector<std::string> seen;
  TlsServer server(identity, [&](Connection& connection) {
    for (std::string request; !(request = connection.read_request()).empty();) {
      seen.push_back(request);
      connection.write(http_answer(503, "{}"));
    }
  });
  Request request = repeatable(server.url("/"));
  request.renew = [number = 0](Request& each) mutable -> Result<void> {
    each.headers = {"X-Nonce: " + std::to_string(++number)};
    return {};
  };
  ASSERT_TRUE(make_paced_engine()->perform(request, nullptr));
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_NE(seen[0].find("X-Nonce: 1\r\n"), std::string::npos);
  EXPECT_NE(seen[2].find("X-Nonce: 3\r\n"), std::string::npos);
}

TEST_F(RetryTest, WaitsAsLongAsTheServiceAsksByAClockThatTestsCanMove) {
  Script script({http_answer(429, "{}", "Retry-After: 20\r\n"), http_answer(200, "{}")});
  script.period = 2;
  TlsServer server(identity, script.behaviour());
  MovedClock clock;
  PacingSettings pacing = no_wait();
  pacing.clock = &clock;
  const auto engine = make_paced_engine(pacing);
  Request request = repeatable(server.url("/"));
  request.timeout = 30s;
  std::promise<Result<Response>> answered;
  auto blocking = answered.get_future();
  std::thread caller([&] { answered.set_value(engine->perform(request, nullptr)); });
  EXPECT_EQ(blocking.wait_for(300ms), std::future_status::timeout) << "it has to wait";
  clock.move(20s);
  ASSERT_EQ(blocking.wait_for(5s), std::future_status::ready);
  caller.join();
  EXPECT_EQ(blocking.get()->status, 200);

  auto submitted = submit(*engine, request);
  EXPECT_EQ(submitted.wait_for(300ms), std::future_status::timeout);
  clock.move(20s);
  ASSERT_EQ(submitted.wait_for(5s), std::future_status::ready);
  EXPECT_EQ(submitted.get()->status, 200);
}

TEST_F(RetryTest, DoesNotWaitForWhatIsBeyondItsTime) {
  Script script({http_answer(429, "{}", "Retry-After: 20\r\n")});
  TlsServer server(identity, script.behaviour());
  const auto begun = std::chrono::steady_clock::now();
  for (const auto& outcome : both_ways(*make_paced_engine(), repeatable(server.url("/")))) {
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->attempts, 1);
    EXPECT_EQ(outcome->retry_after, "20");
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
}

TEST_F(RetryTest, IsCancelledWhileItWaits) {
  Script script({http_answer(503, "{}", "Retry-After: 9\r\n")});
  TlsServer server(identity, script.behaviour());
  const auto engine = make_paced_engine();
  const auto cancellation = std::make_shared<Cancellation>();
  std::promise<Result<Response>> submitted;
  ASSERT_TRUE(engine->submit(next_call_id(), repeatable(server.url("/")), cancellation,
                             [&](Result<Response> outcome) { submitted.set_value(std::move(outcome)); }));
  std::chrono::steady_clock::time_point turned_on;
  std::thread canceller([&] {
    std::this_thread::sleep_for(300ms);
    turned_on = std::chrono::steady_clock::now();
    cancellation->trigger();
  });
  const auto blocking = engine->perform(repeatable(server.url("/")), cancellation.get());
  const auto of_submitted = submitted.get_future().get();
  const auto took = std::chrono::steady_clock::now() - turned_on;
  canceller.join();
  EXPECT_LT(took, 50ms);
  ASSERT_FALSE(blocking);
  EXPECT_EQ(blocking.error().code, ErrorCode::cancelled);
  ASSERT_FALSE(of_submitted);
  EXPECT_EQ(of_submitted.error().code, ErrorCode::cancelled);
  EXPECT_EQ(script.requests, 2);
}

TEST_F(RetryTest, FollowsARedirectToTheSameOriginIfItMay) {
  TlsServer elsewhere(identity, test::always(http_answer(200, "{}")));
  TlsServer server(identity, [&](Connection& connection) {
    for (std::string request; !(request = connection.read_request()).empty();) {
      const bool moved = request.starts_with("GET /old ");
      const bool away = request.starts_with("GET /away ");
      const std::string where = away ? elsewhere.url("/new") : "/new?a=1";
      if (moved || away) {
        connection.write(http_answer(307, "", "Location: " + where + "\r\n"));
      } else if (request.starts_with("GET /new?a=1 ")) {
        connection.write(http_answer(200, "{}"));
      } else {
        connection.write(http_answer(308, "", "Location: /round\r\n"));
      }
    }
  });
  const auto engine = make_paced_engine();
  Request request = get(server.url("/old"));
  EXPECT_EQ(engine->perform(request, nullptr)->status, 307);
  request.follow_redirects = true;
  for (const auto& outcome : both_ways(*engine, request)) EXPECT_EQ(outcome->status, 200);
  request.url = server.url("/away");
  for (const auto& outcome : both_ways(*engine, request)) {
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().rule, "redirect_origin");
  }
  EXPECT_EQ(elsewhere.handshakes(), 0);
  request.url = server.url("/round");
  EXPECT_EQ(engine->perform(request, nullptr).error().rule, "redirect_loop");
}

TEST(Redirect, GoesNowhereElse) {
  const auto rule_of = [](const char* location, int status = 302, const char* method = "GET") {
    Request request;
    request.method = method;
    request.url = "https://api.example/v1/devices";
    Response response;
    response.status = status;
    response.location = location;
    const auto followed = follow_redirect(request, response, 1);
    return followed ? request.url : followed.error().rule;
  };
  EXPECT_EQ(rule_of("/v2?x=1"), "https://api.example:443/v2?x=1");
  EXPECT_EQ(rule_of("https://api.example:443/v2"), "https://api.example:443/v2");
  EXPECT_EQ(rule_of("https://api.example:444/v2"), "redirect_origin");
  EXPECT_EQ(rule_of("http://api.example/v2"), "redirect_origin");
  EXPECT_EQ(rule_of("//evil.example/v2"), "redirect_origin");
  EXPECT_EQ(rule_of("https://user@api.example/v2"), "redirect_target");
  EXPECT_EQ(rule_of("https://api.example\\@evil.example/"), "redirect_target");
  EXPECT_EQ(rule_of(""), "redirect_target");
  EXPECT_EQ(rule_of("/v2", 302, "POST"), "redirect_method");
  EXPECT_EQ(rule_of("/v2", 308, "POST"), "https://api.example:443/v2");
}

}  // namespace
}  // namespace cfy::transport
