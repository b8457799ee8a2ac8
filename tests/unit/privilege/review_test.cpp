#include "privilege/review.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace cfy::privilege {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
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
  EXPECT_TRUE(result.excessive());
}

}  // namespace
}  // namespace cfy::privilege
