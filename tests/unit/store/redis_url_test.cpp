#include "store/redis_url.hpp"

#include <gtest/gtest.h>

namespace cfy::store {
namespace {

TEST(RedisUrl, TellsItsParts) {
  const auto whole = RedisUrl::parse("rediss://fleet@redis.example.org:6380/3");
  ASSERT_TRUE(whole.ok()) << whole.error().message;
  EXPECT_EQ(whole->user, "fleet");
  EXPECT_EQ(whole->host, "redis.example.org");
  EXPECT_EQ(whole->port, 6380);
  EXPECT_EQ(whole->database, "3");
  const auto least = RedisUrl::parse("rediss://[::1]");
  ASSERT_TRUE(least.ok()) << least.error().message;
  EXPECT_EQ(least->user, "");
  EXPECT_EQ(least->host, "::1");
  EXPECT_EQ(least->port, 6379);
  EXPECT_EQ(least->database, "0");
}

TEST(RedisUrl, RefusesWhatIsNotEncryptedAndWhatTellsAPassword) {
  const auto rule_of = [](std::string_view text) {
    const auto url = RedisUrl::parse(text);
    if (url) return std::string("accepted");
    EXPECT_EQ(url.error().field, "token_store");
    return url.error().rule;
  };
  EXPECT_EQ(rule_of("redis://redis.example.org"), "not_tls");
  EXPECT_EQ(rule_of("rediss://fleet:p%40ss@redis.example.org"), "password_in_url");
  for (const std::string_view text :
       {"rediss://", "rediss://host/name", "rediss://host/1?a=b", "rediss://host/1#f", "rediss://host:0",
        "rediss://host:65536", "rediss://host/12345", "https://host", "rediss:host"}) {
    EXPECT_EQ(rule_of(text), "invalid_url") << text;
  }
  EXPECT_EQ(rule_of(std::string_view("rediss://host\0evil", 18)), "invalid_url");
}

}  // namespace
}  // namespace cfy::store
