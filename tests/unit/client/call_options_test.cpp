#include "client/call_options.hpp"

#include <gtest/gtest.h>

namespace cfy::client {
namespace {

using namespace std::chrono_literals;

TEST(CallOptions, TakeATimeoutInSeconds) {
  CallOptions options;
  ASSERT_TRUE(options.set("timeout", "2.5"));
  EXPECT_EQ(options.timeout, 2500ms);
  for (const char* const bad : {"0", "-1", "soon", "", "1e9"}) {
    const auto result = options.set("timeout", bad);
    ASSERT_FALSE(result) << bad;
    EXPECT_EQ(result.error().field, "timeout");
  }
  EXPECT_EQ(options.timeout, 2500ms);
}

TEST(CallOptions, RefuseAnIdempotencyKeyThatCouldEndItsHeader) {
  CallOptions options;
  ASSERT_TRUE(options.set("idempotency_key", "order-17"));
  for (const std::string& bad : {std::string("a\r\nX-Evil: 1"), std::string("a b"), std::string("\xc3\xa4"),
                                 std::string(), std::string("a\0b", 3), std::string(129, 'a')}) {
    const auto result = options.set("idempotency_key", bad);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().rule, "character_not_allowed");
  }
  EXPECT_EQ(options.idempotency_key, "order-17");
}

TEST(CallOptions, NameTheNearestOptionForAnUnknownOne) {
  const auto result = CallOptions().set("time_out", "1");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::validation);
  EXPECT_NE(result.error().message.find("\"timeout\""), std::string::npos);
}

}  // namespace
}  // namespace cfy::client
