#include "oauth/token_cache.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <latch>
#include <thread>
#include <vector>

#include "fixture.hpp"

namespace cfy::test {
namespace {

using oauth::TokenCache;
using oauth::Tokens;
using std::chrono::seconds;

// A server whose tokens are numbered.
class TokenCacheTest : public ::testing::Test {
 protected:
  Result<Tokens> issue(const Tokens* present) {
    const int number = ++issued_;
    refreshed_with_ = present == nullptr ? "" : std::string(present->refresh_token.reveal());
    if (on_issue_) on_issue_();
    if (!reachable_) {
      Error error = make_error(ErrorCode::connection, "");
      error.rule = "unreachable";
      return error;
    }
    Tokens tokens;
    tokens.access_token = secret("cfy_at_test_" + std::to_string(number));
    if (rotates_ || number == 1) tokens.refresh_token = secret("cfy_rt_test_" + std::to_string(number));
    tokens.expires_in = lifetime_;
    return tokens;
  }
  std::string now() {
    const auto held = cache_.tokens();
    return held ? std::string((*held)->access_token.reveal()) : held.error().rule;
  }

  StillClock clock_;
  std::atomic<int> issued_ = 0;
  std::atomic<bool> reachable_ = true;
  bool rotates_ = true;
  std::optional<seconds> lifetime_ = seconds(3600);
  std::string refreshed_with_;
  std::function<void()> on_issue_;
  TokenCache cache_{[this](const Tokens* present) { return issue(present); }, seconds(60), clock_};
};

TEST_F(TokenCacheTest, IsRenewedTheBufferBeforeItsEnd) {
  EXPECT_EQ(now(), "cfy_at_test_1");
  clock_.seconds = seconds(3539);
  EXPECT_EQ(now(), "cfy_at_test_1");
  clock_.seconds = seconds(3540);
  EXPECT_EQ(now(), "cfy_at_test_2");
  EXPECT_EQ(refreshed_with_, "cfy_rt_test_1");
}

TEST_F(TokenCacheTest, AShortLivedTokenIsUsedHalfItsLife) {
  lifetime_ = seconds(20);
  EXPECT_EQ(now(), "cfy_at_test_1");
  clock_.seconds = seconds(9);
  EXPECT_EQ(now(), "cfy_at_test_1");
  clock_.seconds = seconds(10);
  EXPECT_EQ(now(), "cfy_at_test_2");
}

TEST_F(TokenCacheTest, ATokenWithoutAnEndIsKept) {
  lifetime_ = std::nullopt;
  EXPECT_EQ(now(), "cfy_at_test_1");
  clock_.seconds = std::chrono::hours(24 * 365);
  EXPECT_EQ(now(), "cfy_at_test_1");
}

TEST_F(TokenCacheTest, KeepsTheRefreshTokenThatDoesNotRotate) {
  rotates_ = false;
  for (int i = 1; i <= 3; ++i, clock_.seconds += seconds(3540)) EXPECT_EQ(now(), "cfy_at_test_" + std::to_string(i));
  EXPECT_EQ(refreshed_with_, "cfy_rt_test_1");
}

TEST_F(TokenCacheTest, AFailureIsBridgedWhileTheTokenIsGood) {
  EXPECT_EQ(now(), "cfy_at_test_1");
  reachable_ = false;
  clock_.seconds = seconds(3540);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(now(), "cfy_at_test_1");
  EXPECT_EQ(issued_, 2);  // tried once, then not for 5 seconds
  clock_.seconds = seconds(3545);
  EXPECT_EQ(now(), "cfy_at_test_1");
  EXPECT_EQ(issued_, 3);
  clock_.seconds = seconds(3600);
  EXPECT_EQ(now(), "unreachable");
  reachable_ = true;
  EXPECT_EQ(now(), "cfy_at_test_5");
}

TEST_F(TokenCacheTest, ARefusedTokenIsNotUsedAgain) {
  EXPECT_EQ(now(), "cfy_at_test_1");
  cache_.refused(secret("cfy_at_test_0"));
  EXPECT_EQ(now(), "cfy_at_test_1");
  cache_.refused(secret("cfy_at_test_1"));
  EXPECT_EQ(now(), "cfy_at_test_2");
  cache_.refused(secret("cfy_at_test_1"));  // by a slower thread
  EXPECT_EQ(now(), "cfy_at_test_2");
}

TEST_F(TokenCacheTest, ManyThreadsRenewOnceAndShareWhatComes) {
  std::latch began(8);
  on_issue_ = [&] { began.wait(); };
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      began.count_down();
      EXPECT_EQ(now(), "cfy_at_test_1");
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(issued_, 1);
}

TEST_F(TokenCacheTest, OthersGoOnWithAGoodTokenWhileOneRenews) {
  EXPECT_EQ(now(), "cfy_at_test_1");
  clock_.seconds = seconds(3540);
  std::latch renewing(1);
  std::latch seen(1);
  on_issue_ = [&] {
    renewing.count_down();
    seen.wait();
  };
  std::thread one([&] { EXPECT_EQ(now(), "cfy_at_test_2"); });
  renewing.wait();
  EXPECT_EQ(now(), "cfy_at_test_1");
  seen.count_down();
  one.join();
  EXPECT_EQ(issued_, 2);
}

TEST_F(TokenCacheTest, AnExceptionIsAFailureAndBlocksNobody) {
  on_issue_ = [] { throw std::runtime_error("defect"); };
  EXPECT_FALSE(cache_.tokens().ok());
  on_issue_ = nullptr;
  EXPECT_EQ(now(), "cfy_at_test_2");
}

}  // namespace
}  // namespace cfy::test
