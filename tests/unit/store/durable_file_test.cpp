#include "store/durable_file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "support/temporary_folder.hpp"

namespace cfy::store {
namespace {

class DurableFileTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string text() const {
    std::ifstream file(path_, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  [[nodiscard]] unsigned mode() const {
    struct stat status {};
    EXPECT_EQ(stat(path_.c_str(), &status), 0);
    return status.st_mode & 07777U;
  }

  test::TemporaryFolder folder_;
  const std::string path_ = folder_.path() + "/file";
};

TEST_F(DurableFileTest, IsPrivateAtFirstAndKeepsItsMode) {
  ASSERT_TRUE(replace_file(path_, "one").ok());
  EXPECT_EQ(mode(), 0600U);
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  ASSERT_TRUE(replace_file(path_, "two").ok());
  EXPECT_EQ(text(), "two");
  EXPECT_EQ(mode(), 0640U);
}

TEST_F(DurableFileTest, IsTakenAwayOnce) {
  ASSERT_TRUE(replace_file(path_, "one").ok());
  EXPECT_TRUE(remove_file(path_).ok());
  EXPECT_TRUE(remove_file(path_).ok());
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_EQ(remove_file(folder_.path()).error().rule, "store_file");
}

TEST_F(DurableFileTest, WhatDoesNotFitLeavesTheOldOne) {
  ASSERT_TRUE(replace_file(path_, "old").ok());
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{16, before.rlim_max};
  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = replace_file(path_, std::string(1000, 'x'));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, ignored);
  EXPECT_EQ(written.error().rule, "store_file");
  EXPECT_EQ(text(), "old");
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

}  // namespace
}  // namespace cfy::store
