// What holds a call back before it is sent: the service's own limit, and a host that fails.
#include <gtest/gtest.h>

#include "transport/circuit_breaker.hpp"
#include "transport/rate_bucket.hpp"
#include "transport/trial.hpp"

namespace cfy::transport {
namespace {

using namespace std::chrono_literals;

const std::chrono::steady_clock::time_point kStart{1h};

// Stands still unless it is moved.
class StillClock final : public Clock {
 public:
  std::chrono::seconds moved{0};
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const noexcept override { return kStart + moved; }
  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const noexcept override {
    return std::chrono::system_clock::from_time_t(1795514400) + moved;
  }
};

TEST(RateBucketTest, HoldsNothingBackUntilItKnows) {
  RateBucket bucket;
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(bucket.wait_for_place(kStart));
}

TEST(RateBucketTest, WaitsForTheResetWhenThePlacesAreTaken) {
  RateBucket bucket;
  bucket.learn({60, 2, 30s}, kStart);
  EXPECT_FALSE(bucket.wait_for_place(kStart));
  EXPECT_FALSE(bucket.wait_for_place(kStart));
  EXPECT_EQ(bucket.wait_for_place(kStart), kStart + 30s);
  EXPECT_FALSE(bucket.wait_for_place(kStart + 30s));
}

TEST(RateBucketTest, DoesNotBelieveAnOldAnswer) {
  RateBucket bucket;
  bucket.learn({60, 1, 30s}, kStart);
  EXPECT_FALSE(bucket.wait_for_place(kStart));
  bucket.learn({60, 5, 29s}, kStart + 1s);  // was on its way while the others were counted
  EXPECT_TRUE(bucket.wait_for_place(kStart + 1s));
  bucket.learn({60, 59, 60s}, kStart + 30s);
  EXPECT_FALSE(bucket.wait_for_place(kStart + 30s)) << "a new window";
}

TEST(RateBucketTest, GivesAPlaceBackThatWasNotUsed) {
  RateBucket bucket;
  bucket.learn({60, 1, 30s}, kStart);
  EXPECT_FALSE(bucket.wait_for_place(kStart));
  bucket.give_back();
  EXPECT_FALSE(bucket.wait_for_place(kStart));
  EXPECT_TRUE(bucket.wait_for_place(kStart));
}

TEST(RateBucketTest, IgnoresWhatMakesNoSense) {
  RateBucket bucket;
  bucket.learn({60, 0, 100h}, kStart);
  bucket.learn({0, 0, 30s}, kStart);
  bucket.learn({60, -1, 30s}, kStart);
  bucket.learn({60, 0, -1s}, kStart);
  EXPECT_FALSE(bucket.wait_for_place(kStart));
}

TEST(CircuitBreakerTest, OpensAfterFailuresInARow) {
  CircuitBreaker breaker(3);
  for (int i = 0; i < 2; ++i) breaker.failed("a", kStart);
  EXPECT_FALSE(breaker.closed_until("a", kStart));
  breaker.succeeded("a");
  for (int i = 0; i < 2; ++i) breaker.failed("a", kStart);
  EXPECT_FALSE(breaker.closed_until("a", kStart)) << "a success between them begins the count again";
  breaker.failed("a", kStart);
  EXPECT_EQ(breaker.closed_until("a", kStart), kStart + 1s);
  EXPECT_FALSE(breaker.closed_until("b", kStart)) << "each host by itself";
}

TEST(CircuitBreakerTest, LetsOneProbeThroughAndCloses) {
  CircuitBreaker breaker(1);
  breaker.failed("a", kStart);
  EXPECT_FALSE(breaker.closed_until("a", kStart + 1s)) << "the probe";
  EXPECT_TRUE(breaker.closed_until("a", kStart + 1s)) << "only one";
  breaker.succeeded("a");
  EXPECT_FALSE(breaker.closed_until("a", kStart + 1s));
}

TEST(CircuitBreakerTest, RestsLongerAfterAProbeThatFailed) {
  CircuitBreaker breaker(1);
  breaker.failed("a", kStart);
  auto now = kStart;
  for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
    EXPECT_EQ(breaker.closed_until("a", now), now + pause);
    breaker.failed("a", now);
    EXPECT_EQ(breaker.closed_until("a", now), now + pause) << "one that was on the wire already changes nothing";
    now += pause;
    EXPECT_FALSE(breaker.closed_until("a", now));
    breaker.failed("a", now);
  }
}

TEST(CircuitBreakerTest, ForgetsAProbeThatNeverEnds) {
  CircuitBreaker breaker(1);
  breaker.failed("a", kStart);
  EXPECT_FALSE(breaker.closed_until("a", kStart + 1s));
  EXPECT_FALSE(breaker.closed_until("a", kStart + 2s));
}

TEST(CircuitBreakerTest, CanBeTurnedOff) {
  CircuitBreaker breaker(0);
  for (int i = 0; i < 1000; ++i) breaker.failed("a", kStart);
  EXPECT_FALSE(breaker.closed_until("a", kStart));
}

class PacingTest : public ::testing::Test {
 protected:
  PacingTest() {
    settings.clock = &clock;
    settings.circuit_failures = 2;
    settings.chance = [] { return 0.5; };
  }
  static Request request(int max_retries = 2) {
    Request made;
    made.url = "https://api.example/v1/devices";
    made.timeout = 10s;
    made.retry = {max_retries, true};
    return made;
  }
  static Result<Response> answer(int status) {
    Response response;
    response.status = status;
    return response;
  }

  StillClock clock;
  PacingSettings settings;
};

TEST_F(PacingTest, AnOpenCircuitRefusesACallAndSaysForHowLong) {
  Pacing pacing(settings);
  for (int i = 0; i < 2; ++i) {
    Trial trial = pacing.begin(request(0));
    ASSERT_EQ(pacing.ask(trial).state, Gate::State::open);
    auto outcome = answer(503);
    EXPECT_FALSE(pacing.next_attempt(trial, outcome));
  }
  Trial trial = pacing.begin(request());
  const Gate gate = pacing.ask(trial);
  ASSERT_EQ(gate.state, Gate::State::shut);
  const Error& error = gate.outcome->error();
  EXPECT_EQ(error.code, ErrorCode::connection);
  EXPECT_EQ(error.rule, "circuit_open");
  EXPECT_EQ(error.retry_after, 1s);
  EXPECT_EQ(trial.attempts, 0);
}

TEST_F(PacingTest, ACircuitThatOpensEndsTheCallWithItsOwnOutcome) {
  Pacing pacing(settings);
  Trial trial = pacing.begin(request(5));
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(pacing.ask(trial).state, Gate::State::open);
    auto outcome = answer(503);
    ASSERT_TRUE(pacing.next_attempt(trial, outcome));
  }
  const Gate gate = pacing.ask(trial);
  ASSERT_EQ(gate.state, Gate::State::shut);
  EXPECT_EQ((*gate.outcome)->status, 503);
}

TEST_F(PacingTest, TheBudgetEndsRetriesOfAllCallsTogether) {
  settings.circuit_failures = 0;
  Pacing pacing(settings);
  int retries = 0;
  for (int call = 0; call < 100; ++call) {
    Trial trial = pacing.begin(request(2));
    for (bool again = true; again;) {
      ASSERT_EQ(pacing.ask(trial).state, Gate::State::open);
      auto outcome = answer(503);
      again = pacing.next_attempt(trial, outcome).has_value();
      retries += again ? 1 : 0;
    }
  }
  EXPECT_EQ(retries, 20) << "a floor of 10, and a tenth of 100 calls";
}

TEST_F(PacingTest, ALimitThatIsUsedUpIsWaitedForIfTheCallHasTheTime) {
  Pacing pacing(settings);
  const auto learn = [&](const char* reset) {
    Trial trial = pacing.begin(request());
    static_cast<void>(pacing.ask(trial));
    auto outcome = answer(200);
    outcome->rate_limit = "60";
    outcome->rate_remaining = "0";
    outcome->rate_reset = reset;
    static_cast<void>(pacing.next_attempt(trial, outcome));
  };
  learn("1795514405");
  Trial trial = pacing.begin(request());
  const Gate gate = pacing.ask(trial);
  ASSERT_EQ(gate.state, Gate::State::wait);
  EXPECT_EQ(gate.until, kStart + 5s);
  learn("1795514430");
  const Gate longer = pacing.ask(trial);
  ASSERT_EQ(longer.state, Gate::State::shut);
  EXPECT_EQ(longer.outcome->error().code, ErrorCode::rate_limit);
  EXPECT_EQ(longer.outcome->error().rule, "rate_limit_used_up");
  EXPECT_EQ(longer.outcome->error().retry_after, 30s);
}

}  // namespace
}  // namespace cfy::transport
