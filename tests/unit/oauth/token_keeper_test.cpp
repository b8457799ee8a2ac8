#include "oauth/token_keeper.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <optional>
#include <thread>
#include <utility>

#include "fixture.hpp"
#include "oauth/refusal.hpp"
#include "store/memory_store.hpp"

namespace cfy::test {
namespace {

using oauth::KeptToken;
using oauth::LoginRecord;
using oauth::TokenKeeper;
using oauth::TokenPurpose;
using namespace std::chrono_literals;

Error invalid_grant() {
  Error error = oauth::refused("token_answer", "error_answer", "The authorization server answered 400 invalid_grant.");
  error.api_code = "invalid_grant";
  return error;
}

// A server that rotates refresh tokens, and that ends the login where one comes twice.
class TokenKeeperTest : public ::testing::Test {
 protected:
  std::unique_ptr<TokenKeeper> keeper(std::chrono::milliseconds lease = 25s) {
    TokenKeeper::Times times;
    times.lease = lease;
    times.patience = 5s;
    return std::make_unique<TokenKeeper>(
        store_, "oauth/test", [this](LoginRecord record, const TokenPurpose& purpose) { return ask(record, purpose); },
        times, clock_);
  }
  Result<LoginRecord> ask(LoginRecord record, const TokenPurpose& purpose) {
    if (const auto before = std::exchange(before_asking_, nullptr)) before();
    const int number = ++asked_;
    if (failure_) return *failure_;
    if (record.refresh_token.reveal() != "cfy_rt_test_" + std::to_string(generation_)) return invalid_grant();
    ++generation_;
    record.refresh_token = secret("cfy_rt_test_" + std::to_string(generation_.load()));
    record.keep(token(purpose, "cfy_at_test_" + std::to_string(number)));
    return record;
  }
  KeptToken token(const TokenPurpose& purpose, const std::string& text) const {
    KeptToken kept;
    kept.purpose = purpose;
    kept.granted = {"devices:read"};
    kept.token = secret(text);
    kept.lifetime = 60s;
    kept.begun_at = clock_.wall_now();
    return kept;
  }
  void log_in() {
    LoginRecord record;
    record.refresh_token = secret("cfy_rt_test_0");
    record.scope = {"devices:read"};
    record.keep(token(kAll, "cfy_at_test_0"));
    ASSERT_TRUE(keeper()->begin(record).ok());
  }
  static std::string text(const Result<oauth::TokenCache::Held>& held) {
    return held ? std::string((*held)->access_token.reveal()) : held.error().rule;
  }

  static inline const TokenPurpose kAll{};
  StillClock clock_;
  std::shared_ptr<store::Store> store_ = std::make_shared<store::MemoryStore>();
  std::atomic<int> asked_{0};
  std::atomic<int> generation_{0};
  std::optional<Error> failure_;
  std::function<void()> before_asking_;
};

TEST_F(TokenKeeperTest, ATokenIsRenewedHalfItsLifeBeforeItsEndAndNoSooner) {
  log_in();
  const auto mine = keeper();
  clock_.seconds = 29s;
  EXPECT_EQ(text(mine->tokens(kAll)), "cfy_at_test_0");
  clock_.seconds = 31s;
  EXPECT_EQ(text(mine->tokens(kAll)), "cfy_at_test_1");
  EXPECT_EQ(asked_.load(), 1);
}

TEST_F(TokenKeeperTest, WhatAnotherProcessRenewedIsTakenFromTheStore) {
  log_in();
  const auto mine = keeper();
  const auto others = keeper();
  EXPECT_EQ(text(mine->tokens(kAll)), "cfy_at_test_0");
  EXPECT_EQ(text(others->tokens(kAll)), "cfy_at_test_0");
  clock_.seconds = 40s;
  EXPECT_EQ(text(others->tokens(kAll)), "cfy_at_test_1");
  EXPECT_EQ(text(mine->tokens(kAll)), "cfy_at_test_1");
  EXPECT_EQ(asked_.load(), 1);
}

TEST_F(TokenKeeperTest, ManyWhoAskAtOnceAreAnsweredByOneRenewal) {
  log_in();
  clock_.seconds = 45s;
  before_asking_ = [] { std::this_thread::sleep_for(50ms); };
  std::vector<std::unique_ptr<TokenKeeper>> processes;
  for (int i = 0; i < 4; ++i) processes.push_back(keeper());
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&, i] {
      if (text(processes[static_cast<std::size_t>(i % 4)]->tokens(kAll)) == "cfy_at_test_1") ++right;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 16);
  EXPECT_EQ(asked_.load(), 1);
}

TEST_F(TokenKeeperTest, ATokenForAnotherPurposeIsAnother) {
  log_in();
  const auto mine = keeper();
  EXPECT_EQ(text(mine->tokens({{"devices:read"}, ""})), "cfy_at_test_1");
  EXPECT_EQ(text(mine->tokens({{}, "https://api.example"})), "cfy_at_test_2");
  EXPECT_EQ(text(mine->tokens(kAll)), "cfy_at_test_0");
  EXPECT_EQ(asked_.load(), 2);
}

TEST_F(TokenKeeperTest, ARefusedTokenIsReplacedThoughItsTimeIsNotOver) {
  log_in();
  const auto mine = keeper();
  const auto others = keeper();
  EXPECT_EQ(text(others->tokens(kAll)), "cfy_at_test_0");
  const auto held = mine->tokens(kAll);
  mine->refused(kAll, (*held)->access_token);
  EXPECT_EQ(text(mine->tokens(kAll)), "cfy_at_test_1");
  // The other was refused the old one too, and finds the new one.
  others->refused(kAll, (*held)->access_token);
  EXPECT_EQ(text(others->tokens(kAll)), "cfy_at_test_1");
  EXPECT_EQ(asked_.load(), 1);
}

TEST_F(TokenKeeperTest, RenewedBringsANewerOne) {
  log_in();
  const auto mine = keeper();
  EXPECT_EQ(text(mine->tokens(kAll)), "cfy_at_test_0");
  EXPECT_EQ(text(mine->renewed(kAll)), "cfy_at_test_1");
  EXPECT_EQ(text(mine->tokens(kAll)), "cfy_at_test_1");
}

// Somebody whose lease had run out has used the refresh token meanwhile: that is no reason to send the user away.
TEST_F(TokenKeeperTest, PresentGivesWhatIsKeptUntilItsEndAndRenewsNothing) {
  const auto mine = keeper();
  EXPECT_EQ(text(mine->present(kAll)), "token_ended");
  log_in();
  clock_.seconds = 59s;
  EXPECT_EQ(text(mine->present(kAll)), "cfy_at_test_0");
  clock_.seconds = 60s;
  EXPECT_EQ(text(mine->present(kAll)), "token_ended");
  EXPECT_EQ(asked_.load(), 0);
  EXPECT_EQ(text(mine->renewed(kAll)), "cfy_at_test_1");
  EXPECT_EQ(text(mine->present(kAll)), "cfy_at_test_1");
}

TEST_F(TokenKeeperTest, InvalidGrantIsAnsweredByReadingTheStoreAgain) {
  log_in();
  clock_.seconds = 45s;
  const auto mine = keeper();
  before_asking_ = [this] {
    LoginRecord record;
    record.refresh_token = secret("cfy_rt_test_1");
    record.scope = {"devices:read"};
    record.keep(token(kAll, "cfy_at_test_others"));
    generation_ = 1;
    ASSERT_TRUE(keeper()->begin(record).ok());
  };
  EXPECT_EQ(text(mine->tokens(kAll)), "cfy_at_test_others");
  EXPECT_EQ(asked_.load(), 1);
}

TEST_F(TokenKeeperTest, ALostLoginIsToldAndForgotten) {
  log_in();
  clock_.seconds = 45s;
  generation_ = 7;
  const auto mine = keeper();
  const auto held = mine->tokens(kAll);
  EXPECT_EQ(text(held), "login_lost");
  EXPECT_EQ(held.error().api_code, "invalid_grant");
  EXPECT_FALSE(mine->record()->has_value());
}

// The token may have reached the server: it is sent again only as long as the store has no newer one.
TEST_F(TokenKeeperTest, AnUnclearFailureIsAnErrorAndKeepsTheLogin) {
  log_in();
  clock_.seconds = 61s;
  failure_ = make_error(ErrorCode::timeout, "The call ran out of time.");
  const auto mine = keeper();
  EXPECT_EQ(mine->tokens(kAll).error().code, ErrorCode::timeout);
  EXPECT_EQ(asked_.load(), 1);
  EXPECT_TRUE(mine->record()->has_value());
  failure_ = std::nullopt;
  EXPECT_EQ(text(mine->tokens(kAll)), "cfy_at_test_2");
}

TEST_F(TokenKeeperTest, AWriteAfterTheLeaseHasPassedToAnotherIsRefused) {
  log_in();
  clock_.seconds = 45s;
  const auto mine = keeper();
  before_asking_ = [this] {
    // As if this process had slept for longer than its lease: another took it and is done.
    const auto leases = store_->get("oauth/test");
    ASSERT_TRUE(leases->has_value());
    LoginRecord record = *LoginRecord::deserialize((*leases)->value.reveal());
    record.keep(token(kAll, "cfy_at_test_others"));
    ASSERT_TRUE(store_->put("oauth/test", *record.serialize(), {}).ok());
  };
  // What it got itself is not written over what the other wrote; it takes that.
  EXPECT_EQ(text(mine->tokens(kAll)), "cfy_at_test_others");
}

TEST_F(TokenKeeperTest, WhoeverIsKilledHoldsTheOthersUpForItsLeaseAlone) {
  log_in();
  clock_.seconds = 45s;
  ASSERT_TRUE(store_->acquire("oauth/test", 200ms)->has_value());
  const auto mine = keeper();
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(text(mine->tokens(kAll)), "cfy_at_test_1");
  const auto waited = std::chrono::steady_clock::now() - before;
  EXPECT_GE(waited, 150ms);
  EXPECT_LT(waited, 2s);
}

TEST(LoginRecord, ComesBackAsItWas) {
  LoginRecord record;
  record.refresh_token = secret("cfy_rt_test_1");
  record.scope = {"devices:read", "events:read"};
  record.dpop_key = secret("a key");
  KeptToken kept;
  kept.purpose = {{"devices:read"}, "https://api.example"};
  kept.granted = {"devices:read"};
  kept.token = secret("cfy_at_test_1");
  kept.dpop = true;
  kept.lifetime = 60s;
  kept.begun_at = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'700'000'000'123));
  record.keep(kept);
  const auto bytes = record.serialize();
  const auto back = LoginRecord::deserialize(bytes->reveal());
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->refresh_token.reveal(), "cfy_rt_test_1");
  EXPECT_EQ(back->scope, record.scope);
  EXPECT_EQ(back->dpop_key.reveal(), "a key");
  const KeptToken* const found = back->find(kept.purpose);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->token.reveal(), "cfy_at_test_1");
  EXPECT_TRUE(found->dpop);
  EXPECT_EQ(found->lifetime, kept.lifetime);
  EXPECT_EQ(found->begun_at, kept.begun_at);
  for (std::size_t size = 0; size < bytes->size(); ++size) {
    EXPECT_FALSE(LoginRecord::deserialize(bytes->reveal().substr(0, size)).has_value()) << size;
  }
}

TEST(LoginRecord, KeepsTheNewestTokensAlone) {
  LoginRecord record;
  for (int i = 0; i < 40; ++i) {
    KeptToken kept;
    kept.purpose.resource = "https://api.example/" + std::to_string(i);
    record.keep(kept);
    record.keep(kept);
  }
  EXPECT_EQ(record.tokens.size(), 16U);
  EXPECT_EQ(record.find({{}, "https://api.example/0"}), nullptr);
  EXPECT_NE(record.find({{}, "https://api.example/39"}), nullptr);
}

}  // namespace
}  // namespace cfy::test
