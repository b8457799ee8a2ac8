#include "store/contents.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/memory_store.hpp"

#include "hidden.hpp"

namespace cfy::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

std::string value_text(const std::optional<Entry>& entry) {
  return entry ? std::string(entry->value.reveal()) : std::string("nothing");
}
template <class T>
std::string rule_of(const Result<T>& result) {
  return result ? "" : result.error().rule;
}

const Contents::Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24);

TEST(Contents, KeepsTheLastValue) {
  Contents contents;
  EXPECT_EQ(value_text(contents.get("a")), "nothing");
  const auto first = contents.put("a", hidden("one"), {});
  const auto second = contents.put("a", hidden("two"), {});
  EXPECT_EQ(value_text(contents.get("a")), "two");
  EXPECT_LT(*first, *second);
  EXPECT_EQ(contents.get("a")->version, *second);
  EXPECT_TRUE(*contents.remove("a", {}));
  EXPECT_FALSE(*contents.remove("a", {}));
  EXPECT_EQ(value_text(contents.get("a")), "nothing");
}

TEST(Contents, WritesOverNothingThatItsWriterHasNotSeen) {
  Contents contents;
  EXPECT_EQ(rule_of(contents.put("a", hidden("x"), {.version = 1, .lease = {}})), "version_conflict");
  const auto version = contents.put("a", hidden("one"), {.version = 0, .lease = {}});
  ASSERT_TRUE(version.ok());
  EXPECT_EQ(rule_of(contents.put("a", hidden("x"), {.version = 0, .lease = {}})), "version_conflict");
  ASSERT_TRUE(contents.put("a", hidden("two"), {.version = *version, .lease = {}}).ok());
  EXPECT_EQ(rule_of(contents.put("a", hidden("x"), {.version = *version, .lease = {}})), "version_conflict");
  EXPECT_EQ(rule_of(contents.remove("a", {.version = *version, .lease = {}})), "version_conflict");
  EXPECT_EQ(value_text(contents.get("a")), "two");
}

TEST(Contents, NeverUsesAVersionTwice) {
  Contents contents;
  const auto first = contents.put("a", hidden("one"), {});
  ASSERT_TRUE(contents.remove("a", {}).ok());
  EXPECT_GT(*contents.put("a", hidden("one"), {}), *first);
}

TEST(Contents, ListsKeysByPrefix) {
  Contents contents;
  for (const char* key : {"b/2", "a/1", "b/1", "c"}) ASSERT_TRUE(contents.put(key, hidden("x"), {}).ok());
  EXPECT_THAT(contents.keys("b/"), ElementsAre("b/1", "b/2"));
  EXPECT_EQ(contents.keys("").size(), 4U);
  EXPECT_THAT(contents.keys("d"), IsEmpty());
}

TEST(Leases, BelongToOneAtATime) {
  Contents contents;
  const auto first = contents.acquire("a", 1s, kNow);
  ASSERT_TRUE(first.has_value());
  EXPECT_FALSE(contents.acquire("a", 1s, kNow + 999ms).has_value());
  EXPECT_TRUE(contents.acquire("b", 1s, kNow).has_value());
  const auto second = contents.acquire("a", 1s, kNow + 1s);
  ASSERT_TRUE(second.has_value());
  EXPECT_GT(second->token, first->token);
}

TEST(Leases, FenceALateWriter) {
  Contents contents;
  const Lease late = *contents.acquire("a", 1s, kNow);
  ASSERT_TRUE(contents.put("k", hidden("one"), {.version = {}, .lease = late}).ok());
  const Lease next = *contents.acquire("a", 1s, kNow + 2s);
  EXPECT_EQ(rule_of(contents.put("k", hidden("two"), {.version = {}, .lease = late})), "lease_lost");
  EXPECT_EQ(rule_of(contents.renew(late, 1s, kNow + 2s)), "lease_lost");
  contents.release(late);  // takes nothing from the other
  EXPECT_FALSE(contents.acquire("a", 1s, kNow + 2500ms).has_value());
  ASSERT_TRUE(contents.put("k", hidden("three"), {.version = {}, .lease = next}).ok());
  EXPECT_EQ(value_text(contents.get("k")), "three");
}

TEST(Leases, AreRenewedAndGivenBack) {
  Contents contents;
  const Lease lease = *contents.acquire("a", 1s, kNow);
  ASSERT_TRUE(contents.renew(lease, 1s, kNow + 900ms).ok());
  EXPECT_FALSE(contents.acquire("a", 1s, kNow + 1800ms).has_value());
  contents.release(lease);
  EXPECT_TRUE(contents.acquire("a", 1s, kNow + 1800ms).has_value());
}

TEST(Leases, EndWhenTheClockIsSetBack) {
  Contents contents;
  ASSERT_TRUE(contents.acquire("a", 1s, kNow).has_value());
  EXPECT_TRUE(contents.acquire("a", 1s, kNow - std::chrono::days(90)).has_value());
}

TEST(Leases, LastNoLongerThanTheLongest) {
  Contents contents;
  ASSERT_TRUE(contents.acquire("a", 24h, kNow).has_value());
  EXPECT_TRUE(contents.acquire("a", 1s, kNow + kLongestLease).has_value());
}

TEST(ContentsAsBytes, AreTheSameAgain) {
  Contents contents;
  ASSERT_TRUE(contents.put("a", hidden(std::string_view("\0\xFF\n", 3)), {}).ok());
  ASSERT_TRUE(contents.put("", hidden("x"), {}).ok());
  const Lease lease = *contents.acquire("l", 1s, kNow);
  const auto bytes = contents.serialize();
  auto again = Contents::deserialize(bytes.view());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->serialize().view(), bytes.view());
  EXPECT_EQ(value_text(again->get("a")), std::string("\0\xFF\n", 3));
  EXPECT_TRUE(again->renew(lease, 1s, kNow).ok());
  EXPECT_GT(*again->put("b", hidden("x"), {}), 2U);
}

TEST(ContentsAsBytes, AreRefusedWhereTheyAreOthers) {
  Contents contents;
  ASSERT_TRUE(contents.put("key", hidden("value"), {}).ok());
  ASSERT_TRUE(contents.acquire("lease", 1s, kNow).has_value());
  const std::string bytes(contents.serialize().view());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(Contents::deserialize(std::string_view(bytes).substr(0, size)).has_value()) << size;
  }
  EXPECT_FALSE(Contents::deserialize(bytes + "x").has_value());
  std::string many = bytes;
  many[16] = '\xFF';  // the number of entries
  EXPECT_FALSE(Contents::deserialize(many).has_value());
}

TEST(MemoryStore, DoesAsContentsDo) {
  MemoryStore store;
  const auto lease = store.acquire("l", 1min);
  ASSERT_TRUE(lease.ok() && lease->has_value());
  EXPECT_FALSE(store.acquire("l", 1min)->has_value());
  ASSERT_TRUE(store.put("a", hidden("one"), {.version = 0, .lease = **lease}).ok());
  EXPECT_EQ(value_text(*store.get("a")), "one");
  EXPECT_THAT(*store.keys(""), ElementsAre("a"));
  EXPECT_TRUE(store.renew(**lease, 1min).ok());
  EXPECT_TRUE(store.release(**lease).ok());
  EXPECT_TRUE(store.acquire("l", 1min)->has_value());
  EXPECT_TRUE(*store.remove("a", {}));
}

}  // namespace
}  // namespace cfy::store
