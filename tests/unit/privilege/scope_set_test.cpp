#include "privilege/scope_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cfy::privilege {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ScopeSet, IsReadWithSpacesAndCommas) {
  const auto scopes = ScopeSet::parse(" devices:write,devices:read  events:read,devices:read ");
  ASSERT_TRUE(scopes.ok());
  EXPECT_THAT(scopes->names(), ElementsAre("devices:read", "devices:write", "events:read"));
  EXPECT_EQ(scopes->text(), "devices:read devices:write events:read");
  EXPECT_TRUE(ScopeSet::parse("")->empty());
  for (const char* text : {"a\"b", "a\\b", "a\tb", "a\nb", "\xC3\xA9"}) {
    const auto refused = ScopeSet::parse(text);
    ASSERT_FALSE(refused.ok()) << text;
    EXPECT_EQ(refused.error().rule, "invalid_scope");
  }
}

TEST(ScopeSet, HasWhatItNamesAndNothingElse) {
  const ScopeSet scopes({"devices:write"});
  EXPECT_TRUE(scopes.has("devices:write"));
  for (const char* other : {"devices:read", "devices:writer", "devices:", "write", "keys:admin", ""}) {
    EXPECT_FALSE(scopes.has(other)) << other;
  }
}

TEST(ScopeSet, ShortFormsStandForAllOfTheirAction) {
  const ScopeSet reads({"read"});
  EXPECT_TRUE(reads.has("devices:read"));
  EXPECT_FALSE(reads.has("devices:write"));
  EXPECT_FALSE(reads.has("users:admin"));
  EXPECT_TRUE(ScopeSet({"write"}).has("settings:write"));
  EXPECT_FALSE(ScopeSet({"write"}).has("automations:execute"));
}

TEST(ScopeSet, CoversWhatAsksForNoMore) {
  const ScopeSet scopes({"read", "devices:write"});
  EXPECT_TRUE(scopes.covers(ScopeSet({"events:read", "devices:write"})));
  EXPECT_FALSE(scopes.covers(ScopeSet({"events:write"})));
  EXPECT_FALSE(ScopeSet({"events:read"}).covers(ScopeSet({"read"})));
  EXPECT_TRUE(ScopeSet().covers(ScopeSet()));
}

TEST(ScopeSet, SatisfiesAnyCombination) {
  const Requirement either = {{"a:read", "b:read"}, {"c:admin"}};
  EXPECT_TRUE(ScopeSet({"c:admin"}).satisfies(either));
  EXPECT_TRUE(ScopeSet({"a:read", "b:read"}).satisfies(either));
  EXPECT_FALSE(ScopeSet({"a:read"}).satisfies(either));
  EXPECT_TRUE(ScopeSet().satisfies({}));
  EXPECT_THAT(ScopeSet({"a:read"}).missing(either), ElementsAre("b:read"));
  EXPECT_THAT(ScopeSet({"c:admin"}).missing(either), IsEmpty());
}

}  // namespace
}  // namespace cfy::privilege
