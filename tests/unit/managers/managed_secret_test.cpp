#include "managers/managed_secret.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "manager_server.hpp"

namespace cfy::managers {
namespace {

using namespace std::chrono_literals;

class ManagedSecretTest : public ::testing::Test {
 protected:
  KeepRules rules(double chance = 0.0) {
    KeepRules made;
    made.clock = &clock;
    made.chance = chance == 0.0 ? +[] { return 0.0; } : +[] { return 0.99; };
    return made;
  }
  // Gives "value-N" for the N-th fetch, or fails as `failure` says.
  ManagedSecret::Fetch fetch() {
    return [this]() -> Result<Value> {
      const int number = ++fetches;
      while (held_up) std::this_thread::sleep_for(1ms);
      const std::lock_guard lock(mutex);
      if (failure) return *failure;
      Value value{*secrets::Secret::copy_of("value-" + std::to_string(number)), {}, lease};
      value.version.expires_at = expires_at;
      return value;
    };
  }
  static std::string text(const Result<ManagedSecret::Held>& held) {
    return held ? std::string((*held)->value.reveal()) : "error: " + held.error().rule;
  }
  // Renewals are made on another thread.
  bool comes_to(ManagedSecret& secret, const std::string& wanted) {
    for (int i = 0; i < 2000; ++i) {
      if (text(secret.current()) == wanted) return true;
      std::this_thread::sleep_for(1ms);
    }
    return false;
  }
  void fail_with(ErrorCode code, const char* rule) {
    const std::lock_guard lock(mutex);
    failure = make_error(code, "The manager failed.");
    failure->rule = rule;
  }

  TestClock clock;
  std::atomic<int> fetches{0};
  std::atomic<bool> held_up{false};
  std::mutex mutex;
  std::optional<Error> failure;
  std::optional<std::chrono::seconds> lease;
  std::optional<Time> expires_at;
};

TEST_F(ManagedSecretTest, IsFetchedOnceForManyCallers) {
  held_up = true;
  ManagedSecret secret(fetch(), rules());
  std::atomic<int> good{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 16; ++i) {
    callers.emplace_back([&] { good += text(secret.current()) == "value-1" ? 1 : 0; });
  }
  std::this_thread::sleep_for(50ms);
  held_up = false;
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(good, 16);
  EXPECT_EQ(fetches, 1);
}

TEST_F(ManagedSecretTest, IsRenewedBehindTheCallersBacks) {
  ManagedSecret secret(fetch(), rules());
  EXPECT_EQ(text(secret.current()), "value-1");
  clock.pass(299s);
  EXPECT_EQ(text(secret.current()), "value-1");
  EXPECT_EQ(fetches, 1);
  held_up = true;
  clock.pass(1s);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(text(secret.current()), "value-1");  // nobody waits
  held_up = false;
  EXPECT_TRUE(comes_to(secret, "value-2"));
  EXPECT_EQ(fetches, 2);
}

TEST_F(ManagedSecretTest, IsRenewedSoonerByChance) {
  ManagedSecret secret(fetch(), rules(0.99));
  EXPECT_EQ(text(secret.current()), "value-1");
  clock.pass(271s);  // nine tenths of its time and a little
  EXPECT_TRUE(comes_to(secret, "value-2"));
}

TEST_F(ManagedSecretTest, IsKeptWhileTheManagerIsDownButNotForEver) {
  ManagedSecret secret(fetch(), rules());
  EXPECT_EQ(text(secret.current()), "value-1");
  fail_with(ErrorCode::connection, "down");
  for (int minute = 0; minute < 59; ++minute) {
    clock.pass(60s);
    EXPECT_EQ(text(secret.current()), "value-1") << minute;
  }
  clock.pass(61s);
  EXPECT_TRUE(comes_to(secret, "error: down"));
  const int tries = fetches;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(text(secret.current()), "error: down");  // not asked again at once
  EXPECT_LE(fetches, tries + 1);
  failure = std::nullopt;
  clock.pass(6s);
  EXPECT_TRUE(comes_to(secret, "value-" + std::to_string(fetches + 1)));
}

TEST_F(ManagedSecretTest, IsTriedAgainAfterAPauseAlone) {
  ManagedSecret secret(fetch(), rules());
  EXPECT_EQ(text(secret.current()), "value-1");
  fail_with(ErrorCode::server, "failed");
  clock.pass(300s);
  EXPECT_EQ(text(secret.current()), "value-1");
  for (int i = 0; i < 2000 && fetches < 2; ++i) std::this_thread::sleep_for(1ms);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(text(secret.current()), "value-1");
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(fetches, 2);
}

TEST_F(ManagedSecretTest, EndsAtOnceWhenTheManagerSaysThatItIsGone) {
  ManagedSecret secret(fetch(), rules());
  EXPECT_EQ(text(secret.current()), "value-1");
  fail_with(ErrorCode::not_found, "gone");
  clock.pass(300s);
  EXPECT_TRUE(comes_to(secret, "error: gone"));
}

TEST_F(ManagedSecretTest, IsNotUsedBeyondItsOwnTime) {
  expires_at = clock.wall_now() + 90s;
  ManagedSecret secret(fetch(), rules());
  EXPECT_EQ(text(secret.current()), "value-1");
  clock.pass(59s);
  EXPECT_EQ(text(secret.current()), "value-1");
  EXPECT_EQ(fetches, 1);
  fail_with(ErrorCode::connection, "down");
  clock.pass(31s);
  EXPECT_TRUE(comes_to(secret, "error: down"));
}

TEST_F(ManagedSecretTest, RefusesAValueThatHasEndedAlready) {
  expires_at = clock.wall_now() - 1s;
  ManagedSecret secret(fetch(), rules());
  EXPECT_EQ(text(secret.current()), "error: secret_expired");
}

TEST_F(ManagedSecretTest, IsRenewedWithinItsLease) {
  lease = 30s;
  ManagedSecret secret(fetch(), rules());
  EXPECT_EQ(text(secret.current()), "value-1");
  clock.pass(21s);
  EXPECT_TRUE(comes_to(secret, "value-2"));
}

TEST_F(ManagedSecretTest, IsFetchedAnewWhenItWasRefusedButNotOverAndOver) {
  ManagedSecret secret(fetch(), rules());
  EXPECT_EQ(text(secret.current()), "value-1");
  clock.pass(10s);
  secret.refused(*secrets::Secret::copy_of("value-1"));
  EXPECT_TRUE(comes_to(secret, "value-2"));
  secret.refused(*secrets::Secret::copy_of("value-1"));  // an old one
  secret.refused(*secrets::Secret::copy_of("value-2"));  // within the pause
  EXPECT_EQ(text(secret.current()), "value-2");
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(fetches, 2);
}

TEST_F(ManagedSecretTest, TakesAValueThatWasFetchedBefore) {
  ManagedSecret secret(fetch(), rules(), Value{*secrets::Secret::copy_of("before"), {}, {}});
  EXPECT_EQ(text(secret.current()), "before");
  EXPECT_EQ(fetches, 0);
}

}  // namespace
}  // namespace cfy::managers
