#include "privilege/least_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

namespace cfy::privilege {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using std::chrono_literals::operator""ms;

unsigned cost_of(const std::vector<std::string>& scopes) {
  unsigned sum = 0;
  for (const std::string& scope : scopes) sum += scope_cost(scope);
  return sum;
}

bool satisfies_all(const ScopeSet& scopes, const std::vector<Requirement>& needed) {
  return std::all_of(needed.begin(), needed.end(), [&](const Requirement& one) { return scopes.satisfies(one); });
}

// By trying every set there is.
unsigned cheapest_of_all(const std::vector<std::string>& names, const std::vector<Requirement>& needed) {
  unsigned cheapest = ~0U;
  for (unsigned set = 0; set < 1U << names.size(); ++set) {
    std::vector<std::string> chosen;
    for (unsigned i = 0; i < names.size(); ++i) {
      if ((set >> i & 1U) != 0) chosen.push_back(names[i]);
    }
    const unsigned cost = cost_of(chosen);
    if (cost < cheapest && satisfies_all(ScopeSet(std::move(chosen)), needed)) cheapest = cost;
  }
  return cheapest;
}

class Random {
 public:
  explicit Random(unsigned seed) : source_(seed) {}
  unsigned below(unsigned end) { return static_cast<unsigned>(source_() % end); }

  std::vector<Requirement> requirements(const std::vector<std::string>& names, unsigned count, unsigned widest) {
    std::vector<Requirement> needed(count);
    for (Requirement& requirement : needed) {
      requirement.resize(1 + below(3));
      for (Combination& combination : requirement) {
        for (unsigned i = 0; i < 1 + below(widest); ++i) {
          combination.push_back(names[below(static_cast<unsigned>(names.size()))]);
        }
      }
    }
    return needed;
  }

 private:
  std::mt19937 source_;
};

std::vector<std::string> scope_names(unsigned count) {
  constexpr std::array<const char*, 3> kActions = {":read", ":write", ":admin"};
  std::vector<std::string> names;
  for (unsigned i = 0; i < count; ++i) names.push_back("r" + std::to_string(i) + kActions[i % kActions.size()]);
  return names;
}

TEST(LeastSet, TakesWhatHasNoAlternative) {
  const LeastSet least = least_set({{{"a:read"}}, {{"b:write", "c:read"}}, {}}, 100ms);
  EXPECT_THAT(least.scopes, ElementsAre("a:read", "b:write", "c:read"));
  EXPECT_EQ(least.cost, 4U);
  EXPECT_TRUE(least.exact);
}

TEST(LeastSet, PrefersWhatIsNeededAnyhow) {
  EXPECT_THAT(least_set({{{"a:admin"}}, {{"b:read"}, {"a:admin"}}}, 100ms).scopes, ElementsAre("a:admin"));
}

TEST(LeastSet, PrefersReadingToAdministration) {
  EXPECT_THAT(least_set({{{"a:admin"}, {"b:read"}}}, 100ms).scopes, ElementsAre("b:read"));
}

TEST(LeastSet, OneForSeveralIsCheaperThanOneEach) {
  // The first choices alone would cost 1 + 1 + 1.
  const LeastSet least =
      least_set({{{"a:read"}, {"z:write"}}, {{"b:read"}, {"z:write"}}, {{"c:read"}, {"z:write"}}}, 100ms);
  EXPECT_THAT(least.scopes, ElementsAre("z:write"));
}

TEST(LeastSet, NeedsNothingForNothing) {
  EXPECT_THAT(least_set({}, 100ms).scopes, IsEmpty());
  EXPECT_THAT(least_set({{}, {{}}}, 100ms).scopes, IsEmpty());
}

TEST(LeastSet, NoCheaperOneExists) {
  const std::vector<std::string> names = scope_names(9);
  for (unsigned seed = 0; seed < 100; ++seed) {
    Random random(seed);
    const std::vector<Requirement> needed = random.requirements(names, 1 + random.below(10), 3);
    const LeastSet least = least_set(needed, 10'000ms);
    ASSERT_TRUE(least.exact) << seed;
    ASSERT_TRUE(satisfies_all(ScopeSet(least.scopes), needed)) << seed;
    ASSERT_EQ(least.cost, cost_of(least.scopes)) << seed;
    ASSERT_EQ(least.cost, cheapest_of_all(names, needed)) << seed;
  }
}

TEST(LeastSet, EndsInTimeAndSaysSoWhereItIsNotProven) {
  Random random(1);
  const std::vector<Requirement> needed = random.requirements(scope_names(200), 2000, 4);
  const auto begun = std::chrono::steady_clock::now();
  const LeastSet least = least_set(needed, 100ms);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 2000ms);  // with room for a slow build
  EXPECT_TRUE(satisfies_all(ScopeSet(least.scopes), needed));
}

// As platforms are: each operation has one scope, and some have a wider one beside it.
TEST(LeastSet, IsExactForAPlatformOfTwoHundredScopes) {
  std::vector<Requirement> needed;
  for (unsigned i = 0; i < 2000; ++i) {
    const std::string group = "g" + std::to_string(i % 50);
    const std::string action = std::array<const char*, 4>{":read", ":write", ":execute", ":admin"}[i / 50 % 4];
    Requirement requirement = {{group + action}};
    if (i % 3 == 0) requirement.push_back({group + ":admin"});
    if (i % 7 == 0) requirement.push_back({"g" + std::to_string((i + 1) % 50) + ":write"});
    needed.push_back(std::move(requirement));
  }
  const LeastSet least = least_set(needed, 1000ms);
  EXPECT_TRUE(least.exact);
  EXPECT_TRUE(satisfies_all(ScopeSet(least.scopes), needed));
}

}  // namespace
}  // namespace cfy::privilege
