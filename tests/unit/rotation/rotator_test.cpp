#include "rotation/rotator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <utility>

#include "rotation/holders.hpp"
#include "rotation/scripted.hpp"
#include "store/memory_store.hpp"
#include "support/temporary_folder.hpp"

namespace cfy::rotation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

// Loses its power as well: before and after each change.
class CutStore final : public store::Store {
 private:
  template <class Change>
  auto around(Change change) {
    power_.effect();
    auto answer = change();
    power_.effect();
    return answer;
  }

 public:
  explicit CutStore(Power& power) : power_(power) {}

  Result<std::optional<store::Entry>> get(std::string_view key) override { return store_.get(key); }
  Result<std::uint64_t> put(std::string_view key, const secrets::Secret& value, const store::Condition& when) override {
    return around([&] { return store_.put(key, value, when); });
  }
  Result<bool> remove(std::string_view key, const store::Condition& when) override {
    return around([&] { return store_.remove(key, when); });
  }
  Result<std::vector<std::string>> keys(std::string_view prefix) override { return store_.keys(prefix); }
  Result<std::optional<store::Lease>> acquire(std::string_view name, std::chrono::milliseconds lifetime) override {
    power_.effect();  // not behind it: whoever dies there is waited for
    return store_.acquire(name, lifetime);
  }
  Result<void> renew(const store::Lease& lease, std::chrono::milliseconds lifetime) override {
    return around([&] { return store_.renew(lease, lifetime); });
  }
  // Of a destructor, which throws nothing.
  Result<void> release(const store::Lease& lease) override { return store_.release(lease); }

 private:
  Power& power_;
  store::MemoryStore store_;
};

class RotatorTest : public ::testing::Test {
 protected:
  Result<Outcome> run(Order order = Order::now) {
    return Rotator({"api_key", issuer_, target_, state_, audit_, clock_, [this](auto) { ++pauses_; }}, terms_)
        .run(order);
  }
  Result<Standing> standing() {
    return Rotator({"api_key", issuer_, target_, state_, audit_, clock_, {}}, terms_).standing();
  }
  [[nodiscard]] std::vector<std::string> actions() const {
    std::vector<std::string> all;
    const auto history = audit_.read();
    EXPECT_TRUE(history.ok());
    for (const AuditEvent& event : history->events) all.push_back(event.action);
    return all;
  }
  void expect_one_key_that_works() {
    EXPECT_EQ(issuer_.keys.size(), 1U);
    EXPECT_LE(issuer_.most, 2U);
    EXPECT_EQ(issuer_.keys.begin()->second.value, target_.value);
    EXPECT_FALSE(target_.next.has_value());
    EXPECT_EQ(standing()->step, Step::idle);
    EXPECT_EQ(standing()->id, issuer_.keys.begin()->first);
  }

  Power power_;
  ScriptedClock clock_;
  ScriptedIssuer issuer_{power_, clock_};
  ScriptedTarget target_{power_};
  CutStore state_{power_};
  test::TemporaryFolder folder_;
  AuditLog audit_{folder_.path() + "/audit.jsonl"};
  Terms terms_{{}, 0s, {}};
  int pauses_ = 0;
};

TEST_F(RotatorTest, RenewsWhatIsDue) {
  EXPECT_EQ(standing()->health, Health::unhealthy);
  EXPECT_EQ(*run(Order::if_due), Outcome::rotated);
  expect_one_key_that_works();
  EXPECT_EQ(target_.value, "value_of_key_1");
  EXPECT_THAT(actions(), ElementsAre("created", "verified", "promoted", "revoked", "finished"));
  EXPECT_EQ(*run(Order::if_due), Outcome::fresh);
  EXPECT_EQ(*run(Order::finish), Outcome::fresh);
  EXPECT_EQ(*run(Order::now), Outcome::rotated);
  expect_one_key_that_works();
}

TEST_F(RotatorTest, MakesWhatWasMeantWhoeverResumesIt) {
  issuer_.less = "with less";
  issuer_.lost_answers = 100;
  ASSERT_FALSE(run().ok());
  ASSERT_EQ(standing()->step, Step::creating);
  issuer_.less.clear();
  issuer_.lost_answers = 0;
  issuer_.made_by.clear();
  EXPECT_EQ(*run(Order::finish), Outcome::rotated);
  EXPECT_EQ(issuer_.made_by, "with less");
}

// The one that matters: whatever effect the power is cut at, the next run ends it, and with one key that works.
TEST_F(RotatorTest, SurvivesEveryCut) {
  ASSERT_TRUE(run().ok());
  const int effects = power_.effects();
  ASSERT_GT(effects, 20);
  for (int cut = 1; cut <= effects; ++cut) {
    const std::string before = target_.value;
    power_.cut_at(cut);
    bool killed = false;
    try {
      static_cast<void>(run());
    } catch (const Killed&) {
      killed = true;
    }
    power_.restore();
    // Its turn is given back by the destructor, as that of a dead process is taken from it.
    ASSERT_TRUE(killed || cut > effects - 2) << cut;
    ASSERT_TRUE(issuer_.works(secrets::Secret::copy_of(target_.value).value())) << cut;
    const auto resumed = run(Order::finish);
    ASSERT_TRUE(resumed.ok()) << cut << ": " << resumed.error().message;
    expect_one_key_that_works();
    ASSERT_TRUE(audit_.read().ok()) << cut;
    ASSERT_TRUE(run().ok()) << cut;  // and the next one is like any other
  }
}

// The same where the issuer forgets its answers: a key whose value nobody has is found and revoked.
TEST_F(RotatorTest, SurvivesEveryCutWithAnIssuerThatForgets) {
  ASSERT_TRUE(run().ok());
  issuer_.remembers = false;
  const int effects = power_.effects();
  for (int cut = 1; cut <= effects; ++cut) {
    power_.cut_at(cut);
    try {
      static_cast<void>(run());
    } catch (const Killed&) {  // what it is for
    }
    power_.restore();
    ASSERT_TRUE(run(Order::finish).ok()) << cut;
    expect_one_key_that_works();
  }
}

TEST_F(RotatorTest, EachStepIsAuditedOnce) {
  ASSERT_TRUE(run().ok());
  const int effects = power_.effects();
  for (int cut = 1; cut <= effects; ++cut) {
    power_.cut_at(cut);
    try {
      static_cast<void>(run());
    } catch (const Killed&) {  // what it is for
    }
    power_.restore();
    ASSERT_TRUE(run(Order::finish).ok());
  }
  const auto history = audit_.read();
  std::map<std::string, int> counts;
  for (const AuditEvent& event : history->events) {
    ++counts[event.action + event.details.at("rotation") + event.details.at("id")];
  }
  for (const auto& [what, count] : counts) EXPECT_EQ(count, 1) << what;
}

TEST_F(RotatorTest, ALostAnswerIsHadAgain) {
  issuer_.lost_answers = 1;
  EXPECT_EQ(run().error().code, ErrorCode::connection);
  EXPECT_EQ(*run(Order::finish), Outcome::rotated);
  expect_one_key_that_works();
}

TEST_F(RotatorTest, AnOrphanIsRevokedWhereTheIssuerForgot) {
  issuer_.lost_answers = 1;
  issuer_.remembers = false;
  EXPECT_FALSE(run().ok());
  EXPECT_EQ(issuer_.keys.size(), 2U);
  EXPECT_EQ(*run(Order::finish), Outcome::rotated);
  expect_one_key_that_works();
  EXPECT_EQ(target_.value, "value_of_key_2");
  EXPECT_EQ(actions().front(), "orphan_revoked");
}

TEST_F(RotatorTest, AnothersSecondKeyIsNotTouched) {
  ASSERT_TRUE(run().ok());
  issuer_.keys["key_other"] = {"value", "", clock_.now};
  EXPECT_EQ(run().error().code, ErrorCode::conflict);
  EXPECT_TRUE(issuer_.keys.contains("key_other"));
  EXPECT_EQ(standing()->step, Step::idle);
}

TEST_F(RotatorTest, WhichOfTwoIsInUseIsNotGuessed) {
  issuer_.keys["key_other"] = {"value", "", clock_.now};
  EXPECT_EQ(run().error().rule, "two_live");
  EXPECT_EQ(issuer_.keys.size(), 2U);
  terms_.current_id = "key_0";
  EXPECT_EQ(standing()->id, "key_0");
}

TEST_F(RotatorTest, AnAuthoritysListIsNotTakenForTheStoredOne) {
  issuer_.has_authority = true;
  issuer_.failure = make_error(ErrorCode::authentication, "Refused.");
  EXPECT_EQ(run().error().code, ErrorCode::authentication);
  EXPECT_EQ(issuer_.keys.count("key_0"), 1U);
  EXPECT_TRUE(actions().empty());
}

TEST_F(RotatorTest, WhatDoesNotWorkIsTakenBack) {
  issuer_.failure = make_error(ErrorCode::authentication, "Refused.");
  const auto outcome = run();
  EXPECT_EQ(outcome.error().rule, "verification_failed");
  EXPECT_THAT(outcome.error().message, HasSubstr("Refused."));
  EXPECT_EQ(issuer_.verifications, 3);
  EXPECT_EQ(pauses_, 2);
  EXPECT_EQ(target_.value, "value_of_key_0");
  expect_one_key_that_works();
  EXPECT_THAT(actions(), ElementsAre("created", "rolled_back"));
  issuer_.failure.reset();
  EXPECT_EQ(*run(), Outcome::rotated);
}

TEST_F(RotatorTest, WhatCantBeVerifiedNowIsVerifiedLater) {
  issuer_.failure = make_error(ErrorCode::timeout, "Too slow.");
  EXPECT_EQ(run().error().code, ErrorCode::timeout);
  EXPECT_EQ(standing()->step, Step::verifying);
  EXPECT_EQ(target_.value, "value_of_key_0");
  issuer_.failure.reset();
  EXPECT_EQ(*run(Order::if_due), Outcome::rotated);
  expect_one_key_that_works();
}

TEST_F(RotatorTest, APendingOneThatIsGoneIsTakenBack) {
  issuer_.failure = make_error(ErrorCode::timeout, "Too slow.");
  EXPECT_FALSE(run().ok());
  target_.next.reset();
  EXPECT_EQ(run(Order::finish).error().rule, "verification_failed");
  expect_one_key_that_works();
}

TEST_F(RotatorTest, TheOldOneLivesThroughTheOverlap) {
  terms_.overlap = 1h;
  EXPECT_EQ(*run(), Outcome::waiting);
  EXPECT_EQ(issuer_.keys.size(), 2U);
  EXPECT_EQ(target_.value, "value_of_key_1");
  EXPECT_EQ(*standing()->overlap_ends, clock_.now + 1h);
  clock_.now += 59min;
  EXPECT_EQ(*run(Order::if_due), Outcome::waiting);
  clock_.now += 1min;
  EXPECT_EQ(*run(Order::if_due), Outcome::rotated);
  expect_one_key_that_works();
}

TEST_F(RotatorTest, TheOverlapEndsOnceAllHoldersHaveTheNewOne) {
  terms_.overlap = 1h;
  Holders holders(state_, "api_key");
  const auto digest = [](const std::string& value) {
    return digest_of_value(secrets::Secret::copy_of(value).value()).value();
  };
  for (const char* const holder : {"web", "worker"}) ASSERT_TRUE(holders.report(holder, digest("value_of_key_0")).ok());
  EXPECT_EQ(*run(), Outcome::waiting);
  ASSERT_TRUE(holders.report("web", digest("value_of_key_1")).ok());
  EXPECT_EQ(*run(Order::finish), Outcome::waiting);
  ASSERT_TRUE(holders.report("worker", digest("value_of_key_1")).ok());
  EXPECT_EQ(*run(Order::finish), Outcome::rotated);
}

TEST_F(RotatorTest, AClockThatJumpsLocksNobodyOut) {
  terms_.overlap = 1h;
  for (const auto jump : {std::chrono::days(90), std::chrono::days(-90)}) {
    ASSERT_TRUE(run().ok());
    clock_.now += jump;
    // Forwards the overlap is over; backwards it begins anew, and is no longer than that.
    EXPECT_EQ(*run(Order::finish), jump.count() > 0 ? Outcome::rotated : Outcome::waiting);
    clock_.now += 1h;
    ASSERT_TRUE(run(Order::finish).ok());
    expect_one_key_that_works();
  }
}

TEST_F(RotatorTest, AnAgeInTheFutureIsTold) {
  ASSERT_TRUE(run().ok());
  EXPECT_FALSE(standing()->clock_behind);
  clock_.now -= std::chrono::days(90);
  EXPECT_TRUE(standing()->clock_behind);
  EXPECT_EQ(*run(Order::if_due), Outcome::fresh);
}

TEST_F(RotatorTest, AfterACompromiseThereIsNoOverlap) {
  terms_.overlap = 1h;
  EXPECT_EQ(*run(Order::compromised_create_first), Outcome::rotated);
  expect_one_key_that_works();
  EXPECT_EQ(issuer_.families, 1);
  EXPECT_EQ(audit_.read()->events.back().details.at("compromised"), "true");
}

// What is under way revokes the old one; what was promoted already is the one that got out.
TEST_F(RotatorTest, ACompromiseDuringTheOverlapRenewsTheNewOneToo) {
  terms_.overlap = 1h;
  EXPECT_EQ(*run(), Outcome::waiting);
  EXPECT_EQ(*run(Order::compromised_create_first), Outcome::rotated);
  expect_one_key_that_works();
  EXPECT_EQ(target_.value, "value_of_key_2");
}

TEST_F(RotatorTest, RevokeFirstNeedsAnAuthority) {
  EXPECT_EQ(run(Order::compromised_revoke_first).error().rule, "authority_missing");
  EXPECT_EQ(issuer_.keys.count("key_0"), 1U);
  issuer_.has_authority = true;
  EXPECT_EQ(*run(Order::compromised_revoke_first), Outcome::rotated);
  EXPECT_EQ(actions().front(), "revoked");
  expect_one_key_that_works();
}

TEST_F(RotatorTest, OneOfManyHasTheTurn) {
  const auto turn = Turn::take(state_, "api_key");
  ASSERT_TRUE(turn.ok());
  EXPECT_EQ(run().error().rule, "rotation_elsewhere");
  EXPECT_EQ(issuer_.keys.size(), 1U);
}

TEST_F(RotatorTest, WhoLostTheTurnChangesNothing) {
  const std::string name = "rotation/api_key/turn";
  // In the middle of a run: the lease passes on while the new key is verified.
  issuer_.failure = make_error(ErrorCode::authentication, "Refused.");
  bool passed = false;
  Rotator late({"api_key", issuer_, target_, state_, audit_, clock_,
                [&](auto) {
                  if (std::exchange(passed, true)) return;
                  ASSERT_TRUE(state_.release({name, 1}).ok());
                  ASSERT_TRUE(state_.acquire(name, 1min).value().has_value());
                }},
               terms_);
  const auto outcome = late.run(Order::now);
  EXPECT_EQ(outcome.error().rule, "lease_lost");
  EXPECT_EQ(standing()->step, Step::verifying);
  EXPECT_EQ(issuer_.keys.size(), 2U);
}

TEST_F(RotatorTest, OneReplacedByHandIsFoundAgain) {
  ASSERT_TRUE(run().ok());
  issuer_.keys = {{"key_hand", {"by_hand", "", clock_.now}}};
  target_.value = "by_hand";
  EXPECT_EQ(standing()->id, "key_hand");
  EXPECT_EQ(*run(), Outcome::rotated);
  expect_one_key_that_works();
}

}  // namespace
}  // namespace cfy::rotation
