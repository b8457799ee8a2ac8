#include "secrets/private_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

namespace cfy::secrets {
namespace {

using ::testing::HasSubstr;

class PrivateFileTest : public ::testing::Test {
 protected:
  PrivateFileTest() : folder_(make_folder(::testing::TempDir())) {}
  ~PrivateFileTest() override { std::filesystem::remove_all(folder_); }

  static std::string make_folder(const std::string& parent) {
    std::string name = parent + "/cfy-private-XXXXXX";
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    return name;
  }

  static std::string write(const std::string& folder, const std::string& text, mode_t mode) {
    const std::string path = folder + "/file";
    std::ofstream(path) << text;
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }
  [[nodiscard]] std::string write(const std::string& text, mode_t mode) const { return write(folder_, text, mode); }

  static std::string rule_of(const std::string& path, std::size_t limit = 1000) {
    const auto text = read_private_file(path, limit);
    if (text.ok()) return "";
    EXPECT_EQ(text.error().code, ErrorCode::configuration);
    EXPECT_EQ(text.error().field, path);
    EXPECT_THAT(text.error().message, HasSubstr(path));
    return text.error().rule;
  }

  std::string folder_;
};

TEST_F(PrivateFileTest, ReadsAFileOfOnesOwn) {
  for (const mode_t mode : {0600U, 0400U}) {
    const auto text = read_private_file(write("contents", mode));
    ASSERT_TRUE(text.ok());
    EXPECT_EQ(text->view(), "contents");
    std::filesystem::remove(folder_ + "/file");
  }
}

TEST_F(PrivateFileTest, RefusesAFileThatOthersMayReadOrChange) {
  for (const mode_t mode : {0640U, 0604U, 0644U, 0620U, 0602U, 0666U}) {
    const std::string path = write("contents", mode);
    EXPECT_EQ(rule_of(path), "file_mode") << std::oct << mode;
    EXPECT_THAT(read_private_file(path).error().message, HasSubstr("`chmod 600 " + path + "`"));
  }
}

TEST_F(PrivateFileTest, StillReadsAnExposedFileForWhoAsks) {
  const auto file = open_private_file(write("contents", 0644));
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->text.view(), "contents");
  EXPECT_TRUE(file->exposure.has_value());
}

TEST_F(PrivateFileTest, RefusesAnotherUsersFile) {
  const std::string path = write("contents", 0600);
  if (chown(path.c_str(), 65534, 65534) != 0) GTEST_SKIP() << "only root can give files away";
  EXPECT_EQ(rule_of(path), "file_owner");
}

TEST_F(PrivateFileTest, JudgesTheFileBehindALink) {
  const std::string path = write("contents", 0644);
  const std::string link = folder_ + "/link";
  std::filesystem::create_symlink(path, link);
  EXPECT_EQ(rule_of(link), "file_mode");
}

TEST_F(PrivateFileTest, AcceptsTheSecretsThatContainersMount) {
  struct statfs system {};
  if (statfs("/dev/shm", &system) != 0 || system.f_type != TMPFS_MAGIC || access("/dev/shm", W_OK) != 0) {
    GTEST_SKIP() << "no file system in memory at /dev/shm";
  }
  const std::string memory = make_folder("/dev/shm");
  const std::string path = write(memory, "contents", 0444);
  EXPECT_EQ(rule_of(path), "");
  EXPECT_EQ(chmod(path.c_str(), 0644), 0);
  EXPECT_EQ(rule_of(path), "file_mode") << "one that can be changed is no mounted secret";
  std::filesystem::remove_all(memory);
}

TEST_F(PrivateFileTest, DoesNotTakeAnyReadOnlyFileForAMountedSecret) {
  struct statfs system {};
  const std::string path = write("contents", 0444);
  ASSERT_EQ(statfs(path.c_str(), &system), 0);
  if (system.f_type == TMPFS_MAGIC) GTEST_SKIP() << "the folder for temporary files is in memory";
  EXPECT_EQ(rule_of(path), "file_mode");
}

TEST_F(PrivateFileTest, SaysThatAFileIsMissing) {
  EXPECT_EQ(rule_of(folder_ + "/none"), "missing_file");
  EXPECT_EQ(rule_of(write("contents", 0600) + "/below"), "missing_file");
}

TEST_F(PrivateFileTest, ReadsRegularFilesOnly) {
  EXPECT_EQ(rule_of(folder_), "not_a_file");
  const std::string pipe = folder_ + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(rule_of(pipe), "not_a_file");  // and does not wait for a writer
}

TEST_F(PrivateFileTest, RefusesAFileOverTheLimit) {
  const std::string path = write(std::string(11, 'x'), 0600);
  EXPECT_EQ(rule_of(path, 11), "");
  EXPECT_EQ(rule_of(path, 10), "file_size");
}

TEST(PrivateText, LeavesNothingWhereItWasMovedFrom) {
  for (const std::size_t size : {5U, 500U}) {
    PrivateText first(std::string(size, 's'));
    PrivateText second(std::move(first));
    EXPECT_EQ(first.view(),
              "");  // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move): the point of the test
    PrivateText third(std::string("old"));
    third = std::move(second);
    EXPECT_EQ(third.view(), std::string(size, 's'));
    EXPECT_EQ(second.view(), "");  // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
  }
}

}  // namespace
}  // namespace cfy::secrets
