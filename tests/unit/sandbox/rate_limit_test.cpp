#include "harness.hpp"

namespace cfy::sandbox {
namespace {

class RateLimits : public SandboxTest {};

TEST_F(RateLimits, AreTold) {
  start({.plan = Plan::pro});
  client().get("/devices");
  const Answer answer = client().get("/devices");
  EXPECT_EQ(answer.header("x-ratelimit-limit"), "600");
  EXPECT_EQ(answer.header("x-ratelimit-remaining"), "598");
  const auto now = std::chrono::system_clock::to_time_t(clock_.wall_now());
  EXPECT_NEAR(std::stod(answer.header("x-ratelimit-reset")), static_cast<double>(now + 60), 1);
}

TEST_F(RateLimits, RefuseWhatIsOverThemUntilTheWindowEnds) {
  start({.plan = Plan::free});
  for (int i = 0; i < 60; ++i) ASSERT_EQ(client().get("/status").status, 200) << i;
  clock_.pass(std::chrono::seconds{20});
  const Answer over = client().get("/status");
  EXPECT_EQ(over.status, 429);
  EXPECT_EQ(over.error_code(), "RATE_LIMIT_EXCEEDED");
  EXPECT_EQ(over.header("retry-after"), "40");
  EXPECT_EQ(over.header("x-ratelimit-remaining"), "0");
  clock_.pass(std::chrono::seconds{40});
  EXPECT_EQ(client().get("/status").status, 200);
}

TEST_F(RateLimits, AreEachKeysOwn) {
  Sandbox& sandbox = start({.plan = Plan::free, .keys = {{"other", {"read"}}}});
  for (int i = 0; i < 61; ++i) client().get("/status");
  EXPECT_EQ(client().get("/status").status, 429);
  EXPECT_EQ(client_with(*sandbox.key("other")).get("/status").status, 200);
}

TEST_F(RateLimits, ComeWithPlansOfThreeNames) {
  EXPECT_EQ(*parse_plan("free"), Plan::free);
  EXPECT_EQ(*parse_plan("enterprise"), Plan::enterprise);
  EXPECT_THAT(parse_plan("fre").error().message, ::testing::HasSubstr("Did you mean \"free\""));
}

}  // namespace
}  // namespace cfy::sandbox
