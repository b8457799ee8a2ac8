#include "oauth/jwks_cache.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "fixture.hpp"

namespace cfy::test {
namespace {

using oauth::JwksCache;
using std::chrono::seconds;

// An issuer that counts how often it is asked.
class JwksCacheTest : public ::testing::Test {
 protected:
  JwksCacheTest() : text_(jwt_vectors().at("sets").at("all").dump()) {}

  std::string ask(const std::string& kid) { return outcome(cache_.keys(kid)); }
  bool knows(const std::string& kid) {
    const auto keys = cache_.keys(kid);
    return keys && (*keys)->has(kid);
  }

  StillClock clock_;
  std::string text_;
  bool reachable_ = true;
  std::atomic<int> asked_ = 0;
  JwksCache cache_{[this]() -> Result<std::string> {
                     ++asked_;
                     if (reachable_) return text_;
                     Error error = make_error(ErrorCode::connection, "");
                     error.rule = "unreachable";
                     return error;
                   },
                   JwksCache::Times{.keep = seconds(600), .floor = seconds(30)}, clock_};
};

TEST_F(JwksCacheTest, FetchesOnceForManyTokens) {
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(knows("p256_test_1"));
  EXPECT_EQ(asked_, 1);
}

TEST_F(JwksCacheTest, AnUnknownKeyFetchesOnceMore) {
  EXPECT_TRUE(knows("p256_test_1"));
  clock_.seconds += seconds(31);
  text_ = R"({"keys":[{"kty":"XYZ","kid":"new_test_1"},{"kty":"XYZ","kid":"p256_test_1"}]})";
  EXPECT_TRUE(knows("new_test_1"));
  EXPECT_EQ(asked_, 2);
}

TEST_F(JwksCacheTest, InventedNamesFetchNoMoreOftenThanTheFloorLets) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(knows("invented_test_" + std::to_string(i)));
    clock_.seconds += seconds(1);
  }
  EXPECT_EQ(asked_, 4);  // at 0, 30, 60 and 90 seconds
}

TEST_F(JwksCacheTest, FetchesAnewWhenTheKeysAreOld) {
  EXPECT_TRUE(knows("p256_test_1"));
  clock_.seconds += seconds(599);
  EXPECT_TRUE(knows("p256_test_1"));
  EXPECT_EQ(asked_, 1);
  clock_.seconds += seconds(1);
  text_ = R"({"keys":[{"kty":"XYZ","kid":"new_test_1"},{"kty":"XYZ"}]})";
  EXPECT_FALSE(knows("p256_test_1"));
  EXPECT_EQ(asked_, 2);
}

TEST_F(JwksCacheTest, AFailedFetchIsNotRepeatedAtOnce) {
  reachable_ = false;
  EXPECT_EQ(ask("p256_test_1"), "unreachable");
  EXPECT_EQ(ask("p256_test_1"), "unreachable");
  EXPECT_EQ(asked_, 1);
  clock_.seconds += seconds(30);
  reachable_ = true;
  EXPECT_EQ(ask("p256_test_1"), "ok");
}

TEST_F(JwksCacheTest, OldKeysBridgeAnOutageButNotForEver) {
  EXPECT_EQ(ask("p256_test_1"), "ok");
  reachable_ = false;
  clock_.seconds += seconds(1199);
  EXPECT_EQ(ask("p256_test_1"), "ok");
  clock_.seconds += seconds(1);
  EXPECT_EQ(ask("p256_test_1"), "unreachable");
}

TEST_F(JwksCacheTest, ABadSetDoesNotReplaceAGoodOne) {
  EXPECT_EQ(ask("p256_test_1"), "ok");
  clock_.seconds += seconds(600);
  text_ = Json{{"keys", {jwt_vectors().at("private_keys").at("p256")}}}.dump();
  EXPECT_TRUE(knows("rsa_test_1"));
  clock_.seconds += seconds(600);
  EXPECT_EQ(ask("p256_test_1"), "private_key");
}

TEST_F(JwksCacheTest, ManyThreadsFetchOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([this] { EXPECT_TRUE(knows("p256_test_1")); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(asked_, 1);
}

}  // namespace
}  // namespace cfy::test
