#include "privilege/review.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "privilege/least_set.hpp"

namespace cfy::privilege {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

constexpr Day kToday{2026y / 11 / 24};

const Requirements& requirements() {
  static const auto& kRequirements = *new Requirements{{"devices.list", {{"devices:read"}}},
                                                       {"devices.get", {{"devices:read"}, {"devices:admin"}}},
                                                       {"devices.update", {{"devices:write"}}},
                                                       {"keys.list", {{"keys:admin"}}},
                                                       {"status.ping", {}}};
  return kRequirements;
}

ReviewQuestion question(const char* granted) { return {*ScopeSet::parse(granted), {}, kToday}; }

const ScopeFinding& finding_of(const Review& result, std::string_view scope) {
  const auto found = std::find_if(result.scopes.begin(), result.scopes.end(),
                                  [scope](const ScopeFinding& finding) { return finding.scope == scope; });
  EXPECT_NE(found, result.scopes.end()) << scope;
  return *found;
}

TEST(Review, TellsUsedFromUnused) {
  ReviewQuestion asked = question("devices:read devices:write keys:admin");
  asked.usage.add(kToday - std::chrono::days(3), "devices.list", {4, 0});
  asked.usage.add(kToday, "devices.update", {1, 0});
  asked.usage.add(kToday, "status.ping", {9, 0});
  const Review result = review(asked, requirements());
  EXPECT_EQ(finding_of(result, "devices:read").state, ScopeState::used);
  EXPECT_EQ(finding_of(result, "devices:read").last_used, kToday - std::chrono::days(3));
  EXPECT_EQ(finding_of(result, "devices:write").state, ScopeState::used_once);
  EXPECT_EQ(finding_of(result, "keys:admin").state, ScopeState::never_used);
  EXPECT_FALSE(finding_of(result, "keys:admin").last_used.has_value());
  EXPECT_THAT(result.suggested, ElementsAre("devices:read", "devices:write"));
  EXPECT_TRUE(result.exact);
  EXPECT_TRUE(result.excessive());
}

TEST(Review, ResolvesAlternativesToTheCheapestGrant) {
  ReviewQuestion asked = question("devices:admin");
  asked.usage.add(kToday, "devices.get", {5, 0});
  const Review result = review(asked, requirements());
  EXPECT_THAT(result.suggested, ElementsAre("devices:read"));
  EXPECT_THAT(finding_of(result, "devices:admin").operations, ElementsAre("devices.get"));
  EXPECT_TRUE(result.excessive());
}

TEST(Review, ShowsWhatWasRefused) {
  ReviewQuestion asked = question("devices:read");
  asked.usage.add(kToday, "devices.update", {0, 2});
  const Review result = review(asked, requirements());
  EXPECT_EQ(finding_of(result, "devices:write").state, ScopeState::refused);
  EXPECT_FALSE(finding_of(result, "devices:write").granted);
  EXPECT_THAT(result.suggested, IsEmpty());
}

TEST(Review, LooksAtItsWindowAlone) {
  ReviewQuestion asked = question("devices:read");
  asked.usage.add(kToday - std::chrono::days(90), "devices.list", {1, 0});
  asked.usage.add(kToday + std::chrono::days(1), "devices.list", {1, 0});
  EXPECT_EQ(finding_of(review(asked, requirements()), "devices:read").state, ScopeState::never_used);
  asked.usage.add(kToday - std::chrono::days(89), "devices.list", {1, 0});
  EXPECT_EQ(finding_of(review(asked, requirements()), "devices:read").state, ScopeState::used_once);
}

TEST(Review, IsAsSureAsItsWindowWasWatched) {
  ReviewQuestion asked = question("devices:read");
  EXPECT_EQ(review(asked, requirements()).confidence, Confidence::low);
  asked.usage.add(kToday, "devices.list", {1, 0});
  EXPECT_EQ(review(asked, requirements()).observed_days, 1U);
  asked.usage.add(kToday - std::chrono::days(40), "devices.list", {1, 0});
  EXPECT_EQ(review(asked, requirements()).confidence, Confidence::medium);
  asked.usage.add(kToday - std::chrono::days(88), "devices.list", {1, 0});
  EXPECT_EQ(review(asked, requirements()).confidence, Confidence::high);
}

TEST(Review, NamesOperationsThatNobodyKnows) {
  ReviewQuestion asked = question("devices:read");
  asked.usage.add(kToday, "devices.frobnicate", {1, 0});
  EXPECT_THAT(review(asked, requirements()).unknown_operations, ElementsAre("devices.frobnicate"));
}

TEST(Review, AShortFormGivesWayToWhatWasUsed) {
  ReviewQuestion asked = question("read");
  asked.usage.add(kToday, "devices.list", {2, 0});
  const Review result = review(asked, requirements());
  EXPECT_THAT(result.suggested, ElementsAre("devices:read"));
  EXPECT_TRUE(finding_of(result, "devices:read").granted);
  EXPECT_TRUE(result.excessive());
}

// Of random grants and uses: what is suggested allows every call that was made, and no cheaper set does.
TEST(Review, SuggestsTheCheapestGrantThatAllowsAllThatWasUsed) {
  const std::vector<std::string> scopes = {"a:read", "a:write", "b:read", "b:admin", "c:write", "d:admin", "e:read"};
  std::mt19937 random(3);
  for (int round = 0; round < 60; ++round) {
    Requirements needs;
    ReviewQuestion asked = question("read write");
    std::vector<Requirement> used;
    for (unsigned i = 0; i < 8; ++i) {
      Requirement requirement(1 + random() % 3);
      for (Combination& combination : requirement) {
        for (unsigned k = 0; k < 1 + random() % 2; ++k) combination.push_back(scopes[random() % scopes.size()]);
      }
      const std::string name = "operation" + std::to_string(i);
      const bool succeeded = random() % 2 == 0;
      asked.usage.add(kToday, name, succeeded ? Counts{1, 0} : Counts{0, 1});
      if (succeeded) used.push_back(requirement);
      needs.emplace(name, std::move(requirement));
    }
    asked.patience = 10s;
    const Review result = review(asked, needs);
    ASSERT_TRUE(result.exact);
    const auto allows_all = [&](const ScopeSet& set) {
      return std::all_of(used.begin(), used.end(), [&](const Requirement& one) { return set.satisfies(one); });
    };
    const auto cost_of = [](const std::vector<std::string>& names) {
      unsigned sum = 0;
      for (const std::string& name : names) sum += scope_cost(name);
      return sum;
    };
    EXPECT_TRUE(allows_all(ScopeSet(result.suggested)));
    for (unsigned set = 0; set < 1U << scopes.size(); ++set) {
      std::vector<std::string> chosen;
      for (unsigned i = 0; i < scopes.size(); ++i) {
        if ((set >> i & 1U) != 0) chosen.push_back(scopes[i]);
      }
      if (cost_of(chosen) < cost_of(result.suggested)) {
        EXPECT_FALSE(allows_all(ScopeSet(chosen))) << round;
      }
    }
  }
}

}  // namespace
}  // namespace cfy::privilege
