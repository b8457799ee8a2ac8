#include "rotation/audit_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "support/temporary_folder.hpp"

namespace cfy::rotation {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

AuditEvent event(std::string action) {
  return {std::chrono::sys_days(2026y / 11 / 24) + 12h, "api_key", std::move(action), {{"key", "key_1"}}};
}

class AuditLogTest : public ::testing::Test {
 protected:
  void fill(int count) const {
    for (int i = 0; i < count; ++i) ASSERT_TRUE(log().append(event("action_" + std::to_string(i))).ok());
  }
  [[nodiscard]] AuditLog log() const { return AuditLog(path_); }
  [[nodiscard]] std::string text() const {
    std::ifstream file(path_, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  void overwrite(const std::string& text) const { std::ofstream(path_, std::ios::binary) << text; }
  [[nodiscard]] std::string rule_of_read() const {
    const auto history = log().read();
    return history ? "" : history.error().rule;
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.path() + "/audit.jsonl";
};

TEST_F(AuditLogTest, IsReadAsItWasWritten) {
  EXPECT_TRUE(log().read()->events.empty());
  fill(3);
  const auto history = log().read();
  ASSERT_TRUE(history.ok()) << history.error().message;
  ASSERT_EQ(history->events.size(), 3U);
  EXPECT_EQ(history->events[2].action, "action_2");
  EXPECT_EQ(history->events[2].credential, "api_key");
  EXPECT_EQ(history->events[2].at, event("").at);
  EXPECT_EQ(history->events[2].details.at("key"), "key_1");
  struct stat status {};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(AuditLogTest, EveryChangeIsFound) {
  fill(3);
  const std::string whole = text();
  const std::string hash = log().read()->last_hash;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    overwrite(changed);
    // What the last line says is covered by the last hash alone, and a lost end of it makes it an unfinished one.
    const auto history = log().read();
    const bool last = at >= whole.rfind('\n', whole.size() - 2) + 1;
    EXPECT_TRUE(last ? !history || history->last_hash != hash : !history) << at;
  }
}

TEST_F(AuditLogTest, LinesTakenOutOrMovedAreFound) {
  fill(4);
  const std::string whole = text();
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < whole.size(); at = whole.find('\n', at) + 1) {
    lines.push_back(whole.substr(at, whole.find('\n', at) + 1 - at));
  }
  ASSERT_EQ(lines.size(), 4U);
  overwrite(lines[0] + lines[2] + lines[3]);
  EXPECT_EQ(rule_of_read(), "audit_broken");
  overwrite(lines[1] + lines[2] + lines[3]);
  EXPECT_EQ(rule_of_read(), "audit_broken");
  overwrite(lines[0] + lines[2] + lines[1] + lines[3]);
  EXPECT_EQ(rule_of_read(), "audit_broken");
  overwrite(lines[0] + lines[1] + lines[1]);
  EXPECT_EQ(rule_of_read(), "audit_broken");
  overwrite(lines[0] + "\n" + lines[1]);
  EXPECT_EQ(rule_of_read(), "audit_broken");
  EXPECT_THAT(log().read().error().message, HasSubstr("line 2"));
  EXPECT_EQ(log().append(event("x")).error().rule, "audit_broken");

  // What a cut at the end takes away shows in the last hash alone.
  overwrite(whole);
  const std::string hash = log().read()->last_hash;
  overwrite(lines[0] + lines[1] + lines[2]);
  EXPECT_NE(log().read()->last_hash, hash);
}

TEST_F(AuditLogTest, ALineLeftUnfinishedIsTakenAway) {
  fill(2);
  const std::string whole = text();
  overwrite(whole + whole.substr(0, 20));
  EXPECT_EQ(log().read()->events.size(), 2U);
  ASSERT_TRUE(log().append(event("next")).ok());
  EXPECT_EQ(log().read()->events.size(), 3U);
  EXPECT_TRUE(text().starts_with(whole));
}

TEST_F(AuditLogTest, SeveralWritersMakeOneChain) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) threads.emplace_back([this] { fill(10); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(log().read()->events.size(), 40U);
}

TEST_F(AuditLogTest, AFolderThatIsNotThereIsTold) {
  EXPECT_EQ(AuditLog(folder_.path() + "/missing/audit").append(event("x")).error().rule, "audit_file");
}

}  // namespace
}  // namespace cfy::rotation
