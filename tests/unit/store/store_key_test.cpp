#include "store/store_key.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <thread>
#include <vector>

#include "support/temporary_folder.hpp"

namespace cfy::store {
namespace {

std::string bytes_of(const StoreKey& key) { return std::string(key.derive({})->reveal()); }

TEST(StoreKey, IsMadeOnceInAPrivateFile) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/key";
  const auto made = StoreKey::from_file(path);
  ASSERT_TRUE(made.ok()) << made.error().message;
  const auto again = StoreKey::from_file(path);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(bytes_of(*made), bytes_of(*again));
  EXPECT_EQ(bytes_of(*made).size(), 32U);
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_NE(bytes_of(*made), bytes_of(*StoreKey::from_file(folder.path() + "/other")));
  // Nothing is left of the making.
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 2);
}

TEST(StoreKey, IsTheSameForAllWhoMakeItAtOnce) {
  const test::TemporaryFolder folder;
  std::vector<std::string> keys(8);
  std::vector<std::thread> threads;
  for (std::string& key : keys) {
    threads.emplace_back([&key, &folder] { key = bytes_of(*StoreKey::from_file(folder.path() + "/key")); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& key : keys) EXPECT_EQ(key, keys.front());
}

TEST(StoreKey, RefusesAFileThatHoldsSomethingElse) {
  const test::TemporaryFolder folder;
  for (const char* text : {"", "short", "!!!!AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}) {
    const auto key = StoreKey::from_file(folder.write("key", text));
    ASSERT_FALSE(key.ok()) << text;
    EXPECT_EQ(key.error().rule, "store_key");
  }
  const std::string open = folder.write("open", "x");
  chmod(open.c_str(), 0644);
  EXPECT_EQ(StoreKey::from_file(open).error().rule, "file_mode");
}

// The test vector of RFC 7914 section 12 is of other parameters; what matters here is what goes into the key.
TEST(StoreKey, OfAPassphraseDependsOnThatAndOnTheSalt) {
  const auto of = [](std::string_view passphrase, unsigned char salt) {
    StoreKey::Salt bytes{};
    bytes.fill(salt);
    return std::string(StoreKey::from_passphrase(*secrets::Secret::copy_of(passphrase)).derive(bytes)->reveal());
  };
  EXPECT_EQ(of("a_test_passphrase", 1), of("a_test_passphrase", 1));
  EXPECT_NE(of("a_test_passphrase", 1), of("a_test_passphrase", 2));
  EXPECT_NE(of("a_test_passphrase", 1), of("b_test_passphrase", 1));
}

TEST(StoreKey, HasThirtyTwoBytes) {
  EXPECT_TRUE(StoreKey::from_bytes(*secrets::Secret::copy_of(std::string(32, 'k'))).ok());
  EXPECT_EQ(StoreKey::from_bytes(*secrets::Secret::copy_of(std::string(31, 'k'))).error().rule, "store_key");
}

}  // namespace
}  // namespace cfy::store
