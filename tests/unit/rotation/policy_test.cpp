#include "rotation/policy.hpp"

#include <gtest/gtest.h>

namespace cfy::rotation {
namespace {

using std::chrono::days;
using namespace std::chrono_literals;

constexpr std::chrono::system_clock::time_point kMade = std::chrono::sys_days(2026y / 1 / 1);

TEST(RotationPolicy, GrowsWorseWithAge) {
  const Policy policy;
  const auto after = [&](days age) { return policy.health(kMade, kMade + age); };
  EXPECT_EQ(after(days(0)), Health::fresh);
  EXPECT_EQ(policy.health(kMade, kMade + days(30) - 1s), Health::fresh);
  EXPECT_EQ(after(days(30)), Health::aging);
  EXPECT_EQ(after(days(44)), Health::aging);
  EXPECT_EQ(after(days(45)), Health::due);
  EXPECT_EQ(after(days(59)), Health::due);
  EXPECT_EQ(after(days(60)), Health::unhealthy);
  EXPECT_EQ(after(days(10000)), Health::unhealthy);
}

TEST(RotationPolicy, WhatWasMadeTomorrowIsNew) {
  EXPECT_EQ(Policy().health(kMade, kMade - days(90)), Health::fresh);
  EXPECT_EQ(age_of(kMade, kMade - days(90)), days(0));
}

TEST(RotationPolicy, IsTightenedOnly) {
  EXPECT_TRUE(Policy().check().ok());
  EXPECT_TRUE((Policy{days(1), days(1), days(1)}).check().ok());
  EXPECT_TRUE((Policy{days(7), days(14), days(30)}).check().ok());
  for (const Policy& loose : {Policy{days(31), days(45), days(60)}, Policy{days(30), days(46), days(60)},
                              Policy{days(30), days(45), days(61)}, Policy{days(0), days(45), days(60)},
                              Policy{days(30), days(20), days(60)}, Policy{days(30), days(45), days(40)}}) {
    ASSERT_FALSE(loose.check().ok());
    EXPECT_EQ(loose.check().error().rule, "rotation_policy");
  }
}

}  // namespace
}  // namespace cfy::rotation
