#include "base/closest.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace cfy {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"api_key", "api_secret", "timeout", "scope"};

TEST(Closest, FindsTheNameThatATypingSlipMeant) {
  EXPECT_EQ(closest("api_kye", kNames), "api_key");
  EXPECT_EQ(closest("timeut", kNames), "timeout");
  EXPECT_EQ(closest("scopes", kNames), "scope");
}

TEST(Closest, TakesTheNearestOfSeveral) { EXPECT_EQ(closest("api_secre", kNames), "api_secret"); }

TEST(Closest, FindsAnExactName) { EXPECT_EQ(closest("scope", kNames), "scope"); }

TEST(Closest, SuggestsNothingForAnotherWord) {
  EXPECT_EQ(closest("proxy", kNames), "");
  EXPECT_EQ(closest("x", kNames), "");
}

TEST(Closest, SuggestsNothingForNothing) {
  EXPECT_EQ(closest("", kNames), "");
  EXPECT_EQ(closest("api_key", {}), "");
}

TEST(Closest, DoesNotMeasureWordsThatAreNoSlips) {
  const std::string word(65, 'a');
  const std::array<std::string_view, 1> same = {word};
  EXPECT_EQ(closest(word, same), "");
}

TEST(DidYouMean, AsksOnlyWhereThereIsASuggestion) {
  EXPECT_EQ(did_you_mean("api_kye", kNames), " Did you mean \"api_key\"?");
  EXPECT_EQ(did_you_mean("proxy", kNames), "");
}

}  // namespace
}  // namespace cfy
