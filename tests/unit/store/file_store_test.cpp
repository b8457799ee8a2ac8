#include "store/file_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "hidden.hpp"
#include "support/temporary_folder.hpp"

namespace cfy::store {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

constexpr std::string_view kValue = "refresh_token_test_0123456789abcdef";

StoreKey key(char fill = 'k') { return *StoreKey::from_bytes(hidden(std::string(32, fill))); }

std::string read_all(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

class FileStoreTest : public ::testing::Test {
 protected:
  [[nodiscard]] FileStore store(char fill = 'k') const { return {path_, key(fill)}; }
  [[nodiscard]] std::string rule_of_get(char fill = 'k') const {
    const auto entry = store(fill).get("a");
    if (entry) return "";
    EXPECT_EQ(entry.error().field, path_);
    return entry.error().rule;
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.path() + "/store";
};

TEST_F(FileStoreTest, OutlivesItsObject) {
  EXPECT_FALSE(store().get("a")->has_value());
  EXPECT_FALSE(std::filesystem::exists(path_));
  ASSERT_TRUE(store().put("a", hidden(kValue), {}).ok());
  EXPECT_EQ((*store().get("a"))->value.reveal(), kValue);
  const auto lease = store().acquire("l", 1min);
  ASSERT_TRUE(lease->has_value());
  EXPECT_FALSE(store().acquire("l", 1min)->has_value());
  ASSERT_TRUE(store().release(**lease).ok());
  EXPECT_TRUE(store().acquire("l", 1min)->has_value());
  EXPECT_TRUE(*store().remove("a", {}));
  EXPECT_TRUE(store().keys("")->empty());
}

TEST_F(FileStoreTest, HoldsNothingThatCanBeReadWithoutTheKey) {
  ASSERT_TRUE(store().put("account-of-somebody", hidden(kValue), {}).ok());
  ASSERT_TRUE(store().acquire("name-of-a-lease", 1min).ok());
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    const std::string bytes = read_all(entry.path());
    for (const std::string_view word :
         {kValue, kValue.substr(0, 8), kValue.substr(20), std::string_view("somebody"), std::string_view("lease")}) {
      EXPECT_THAT(bytes, Not(HasSubstr(std::string(word)))) << entry.path();
    }
    struct stat status {};
    ASSERT_EQ(stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << entry.path();
  }
}

TEST_F(FileStoreTest, WritesTheSameDifferentlyEachTime) {
  ASSERT_TRUE(store().put("a", hidden(kValue), {}).ok());
  const std::string first = read_all(path_);
  const auto lease = store().acquire("l", 1min);
  ASSERT_TRUE(store().release(**lease).ok());
  const std::string second = read_all(path_);
  EXPECT_NE(first.substr(26, 12), second.substr(26, 12));  // the nonce
}

TEST_F(FileStoreTest, IsRefusedWithAnotherKeyOrChanged) {
  ASSERT_TRUE(store().put("a", hidden(kValue), {}).ok());
  EXPECT_EQ(rule_of_get('x'), "store_key");
  const std::string whole = read_all(path_);
  for (std::size_t at = 0; at < whole.size(); at += 7) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    std::ofstream(path_, std::ios::binary) << changed;
    EXPECT_THAT(rule_of_get(), ::testing::AnyOf("store_key", "store_damaged")) << at;
  }
  std::ofstream(path_, std::ios::binary) << whole.substr(0, whole.size() - 1);
  EXPECT_EQ(rule_of_get(), "store_key");
  std::ofstream(path_, std::ios::binary) << "";
  EXPECT_EQ(rule_of_get(), "store_damaged");
}

TEST_F(FileStoreTest, ThatIsRefusedIsNotWrittenOver) {
  ASSERT_TRUE(store().put("a", hidden(kValue), {}).ok());
  const std::string whole = read_all(path_);
  EXPECT_FALSE(store('x').put("a", hidden("other"), {}).ok());
  EXPECT_FALSE(store('x').acquire("l", 1min).ok());
  EXPECT_EQ(read_all(path_), whole);
}

TEST_F(FileStoreTest, OpenToOthersIsRefused) {
  ASSERT_TRUE(store().put("a", hidden(kValue), {}).ok());
  chmod(path_.c_str(), 0640);
  EXPECT_EQ(rule_of_get(), "file_mode");
}

TEST_F(FileStoreTest, OfAPassphraseSaysSo) {
  FileStore mine(path_, StoreKey::from_passphrase(hidden("a_test_passphrase")));
  ASSERT_TRUE(mine.put("a", hidden(kValue), {}).ok());
  FileStore again(path_, StoreKey::from_passphrase(hidden("a_test_passphrase")));
  EXPECT_EQ((*again.get("a"))->value.reveal(), kValue);
  FileStore other(path_, StoreKey::from_passphrase(hidden("b_test_passphrase")));
  EXPECT_EQ(other.get("a").error().rule, "store_key");
  const auto entry = store().get("a");
  EXPECT_EQ(entry.error().rule, "store_key");
  EXPECT_THAT(entry.error().message, HasSubstr("passphrase"));
}

TEST_F(FileStoreTest, AFolderThatIsNotThereIsTold) {
  FileStore nowhere(folder_.path() + "/missing/store", key());
  EXPECT_EQ(nowhere.put("a", hidden(kValue), {}).error().rule, "store_file");
}

TEST_F(FileStoreTest, ALinkIsNotFollowedWhereAFileIsMade) {
  const std::string victim = folder_.write("victim", "precious");
  std::filesystem::create_symlink(victim, path_ + ".new");
  EXPECT_FALSE(store().put("a", hidden(kValue), {}).ok());
  EXPECT_EQ(read_all(victim), "precious");
}

// Every process counts up, under a lease or by the version alone; no count is lost, whoever is killed and when.
class FileStoreProcesses : public FileStoreTest {
 protected:
  static std::uint64_t number_of(const std::optional<Entry>& entry) {
    return entry ? std::stoull(std::string(entry->value.reveal())) : 0;
  }

  // Adds one and tells `pipe`; never ends.
  [[noreturn]] void count(int pipe) const {
    FileStore counting = store();
    while (true) {
      const auto entry = counting.get("count");
      if (!entry) _exit(2);
      const std::uint64_t version = *entry ? (*entry)->version : 0;
      const auto put = counting.put("count", hidden(std::to_string(number_of(*entry) + 1)), {version, std::nullopt});
      if (put) {
        if (write(pipe, "+", 1) != 1) _exit(0);
      } else if (put.error().rule != "version_conflict") {
        _exit(3);
      }
    }
  }
};

TEST_F(FileStoreProcesses, LoseNoWriteWhenTheyAreKilled) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  std::mt19937 random(7);
  std::vector<pid_t> children;
  const auto start = [&] {
    const pid_t child = fork();
    if (child == 0) count(ends[1]);
    children.push_back(child);
  };
  for (int i = 0; i < 4; ++i) start();
  for (int round = 0; round < 30; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 60));
    const std::size_t victim = random() % children.size();
    kill(children[victim], SIGKILL);
    int status = 0;
    ASSERT_EQ(waitpid(children[victim], &status, 0), children[victim]);
    ASSERT_TRUE(WIFSIGNALED(status)) << "a process ended by itself with " << WEXITSTATUS(status);
    children.erase(children.begin() + static_cast<std::ptrdiff_t>(victim));
    start();
  }
  for (const pid_t child : children) {
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  close(ends[1]);
  std::uint64_t told = 0;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = read(ends[0], buffer.data(), buffer.size())) > 0;)
    told += static_cast<std::uint64_t>(count);
  close(ends[0]);

  const std::uint64_t counted = number_of(*store().get("count"));
  EXPECT_GT(told, 5U);
  // Whoever was killed between the write and the telling.
  EXPECT_GE(counted, told);
  EXPECT_LE(counted, told + 34);
  ASSERT_TRUE(store().put("count", hidden("0"), {}).ok());  // no lock is left
}

TEST_F(FileStoreProcesses, AHolderThatIsKilledBlocksNobodyLongerThanItsLease) {
  const pid_t child = fork();
  if (child == 0) {
    const auto lease = store().acquire("l", 300ms);
    if (lease && *lease) kill(getpid(), SIGKILL);
    _exit(1);
  }
  waitpid(child, nullptr, 0);
  EXPECT_FALSE(store().acquire("l", 1s)->has_value());
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  std::optional<Lease> lease;
  while (!lease && std::chrono::steady_clock::now() < deadline) lease = *store().acquire("l", 1s);
  EXPECT_TRUE(lease.has_value());
}

}  // namespace
}  // namespace cfy::store
