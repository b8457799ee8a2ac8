#include "privilege/access.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace cfy::privilege {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

enum Number : std::size_t { kGet, kUpdate, kKeys, kPing };

std::shared_ptr<const GuardedOperations> operations() {
  const Combination read = {"devices:read"};
  const Combination administer = {"devices:admin"};
  const Combination write = {"devices:write"};
  const Combination keys = {"keys:admin"};
  return std::make_shared<GuardedOperations>(GuardedOperations{
      {"devices.get", {read, administer}}, {"devices.update", {write}}, {"keys.list", {keys}}, {"status.ping", {}}});
}

Access access(const char* granted) {
  return Access(operations(), granted == nullptr ? std::nullopt : std::optional(*ScopeSet::parse(granted)), "staging");
}

Role kitchen() { return Role("kitchen", {{"devices:read", {}, {}}, {"devices:write", {"dev_kitchen_*"}, {}}}); }

std::string rule_of(const Result<void>& result) { return result ? "" : result.error().rule; }

TEST(Access, LetsThePlatformDecideWhereNobodyKnowsTheGrant) {
  for (std::size_t i = 0; i <= kPing; ++i) EXPECT_TRUE(access(nullptr).check(i, std::nullopt));
  EXPECT_THAT(access(nullptr).explain(kKeys, std::nullopt).reason, HasSubstr("the platform decides"));
}

TEST(Access, RefusesWhatIsNotGrantedAndNamesScopeAndOperation) {
  const Access some = access("devices:read");
  EXPECT_TRUE(some.check(kGet, "dev_1"));
  EXPECT_TRUE(some.check(kPing, std::nullopt));
  const auto refused = some.check(kUpdate, "dev_1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::permission);
  EXPECT_EQ(refused.error().field, "scope");
  EXPECT_EQ(refused.error().rule, "scope_not_granted");
  EXPECT_THAT(refused.error().message, HasSubstr("devices.update"));
  EXPECT_THAT(refused.error().message, HasSubstr("devices:write"));
  EXPECT_FALSE(refused.error().retriable);
  EXPECT_THAT(some.explain(kUpdate, "dev_1").missing, ElementsAre("devices:write"));
}

TEST(Access, TakesAnyAlternative) {
  EXPECT_TRUE(access("devices:admin").check(kGet, "dev_1"));
  EXPECT_TRUE(access("read").check(kGet, "dev_1"));
  EXPECT_EQ(rule_of(access("devices:write").check(kGet, "dev_1")), "scope_not_granted");
}

TEST(Access, AGrantOfNothingAllowsNothing) {
  EXPECT_EQ(rule_of(access("").check(kGet, "dev_1")), "scope_not_granted");
  EXPECT_TRUE(access("").check(kPing, std::nullopt));
}

TEST(Access, ARoleBindsToResources) {
  const Access narrow = *access(nullptr).narrowed_to(kitchen());
  EXPECT_TRUE(narrow.check(kUpdate, "dev_kitchen_1"));
  EXPECT_EQ(rule_of(narrow.check(kUpdate, "dev_cellar")), "role_forbids");
  EXPECT_EQ(rule_of(narrow.check(kUpdate, std::nullopt)), "role_forbids");
  EXPECT_EQ(rule_of(narrow.check(kKeys, std::nullopt)), "role_forbids");
  EXPECT_TRUE(narrow.check(kGet, "dev_cellar"));
}

TEST(Access, ARoleOnlyTakesAway) {
  const auto wider = access("devices:read").narrowed_to(kitchen());
  ASSERT_FALSE(wider.ok());
  EXPECT_EQ(wider.error().rule, "role_widening");
  const Access narrow = *access(nullptr).narrowed_to(Role("reader", {{"devices:read", {}, {}}}));
  EXPECT_EQ(narrow.narrowed_to(kitchen()).error().rule, "role_widening");
}

// A role inside a role is held by both, whatever patterns they have.
TEST(Access, EachRoleHasToAllow) {
  const Access kitchen_only = *access(nullptr).narrowed_to(kitchen());
  const Access both =
      *kitchen_only.narrowed_to(Role("firsts", {{"devices:write", {"*_1"}, {}}, {"devices:read", {}, {}}}));
  EXPECT_TRUE(both.check(kUpdate, "dev_kitchen_1"));
  EXPECT_FALSE(both.check(kUpdate, "dev_kitchen_2"));
  EXPECT_FALSE(both.check(kUpdate, "dev_cellar_1"));
}

TEST(Access, AsksTheClockForConditions) {
  class FixedClock : public Clock {
   public:
    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const noexcept override { return {}; }
    [[nodiscard]] std::chrono::system_clock::time_point wall_now() const noexcept override { return now; }
    Time now;
  } clock;
  const Time end = Time(std::chrono::hours(24));
  const Role visitor("visitor", {{"devices:write", {}, {{"staging"}, std::nullopt, end}}});
  const Access here = *Access(operations(), std::nullopt, "staging", clock).narrowed_to(visitor);
  EXPECT_TRUE(here.check(kUpdate, "dev_1"));
  clock.now = end + std::chrono::seconds(1);
  EXPECT_EQ(rule_of(here.check(kUpdate, "dev_1")), "role_forbids");
  clock.now = {};
  const Access elsewhere = *Access(operations(), std::nullopt, "production", clock).narrowed_to(visitor);
  EXPECT_EQ(rule_of(elsewhere.check(kUpdate, "dev_1")), "role_forbids");
}

// The table that check() looks into says the same as the whole decision.
TEST(Access, IsAsQuickAsItIsRight) {
  std::mt19937 random(7);
  const std::vector<std::string> scopes = {"devices:read", "devices:write", "devices:admin", "keys:admin"};
  const std::vector<std::string> patterns = {"dev_*", "*_1", "dev_kitchen_*"};
  const std::vector<std::string> ids = {"dev_1", "dev_kitchen_1", "dev_kitchen_2", "x"};
  for (int round = 0; round < 500; ++round) {
    std::vector<Permission> permissions;
    for (unsigned i = 0; i < 1 + random() % 4; ++i) {
      Permission one{scopes[random() % scopes.size()], {}, {}};
      if (random() % 2 == 0) one.resources.push_back(patterns[random() % patterns.size()]);
      permissions.push_back(std::move(one));
    }
    const Role role("random", permissions);
    const Access narrow = *access(nullptr).narrowed_to(role);
    for (std::size_t operation = 0; operation <= kPing; ++operation) {
      for (const std::string& id : ids) {
        const bool allowed = role.decide((*operations())[operation].requirement, {id}).allowed;
        EXPECT_EQ(narrow.check(operation, id).ok(), allowed);
        EXPECT_EQ(narrow.explain(operation, id).allowed, allowed);
      }
    }
  }
}

}  // namespace
}  // namespace cfy::privilege
