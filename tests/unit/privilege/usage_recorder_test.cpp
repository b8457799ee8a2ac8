#include "privilege/usage_recorder.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "support/temporary_folder.hpp"

namespace cfy::privilege {
namespace {

const std::vector<std::string> kOperations = {"devices.get", "devices.list"};

// Of one operation, on all days together.
Counts total(const UsageBook& book, const std::string& operation) {
  Counts sum;
  for (const auto& [fingerprint, usage] : book) {
    for (const auto& [day, operations] : usage.days()) {
      const auto counts = operations.find(operation);
      if (counts != operations.end()) sum += counts->second;
    }
  }
  return sum;
}

class UsageRecorderTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::unique_ptr<UsageRecorder> recorder(const char* fingerprint = "sha256:1a2b") const {
    return std::make_unique<UsageRecorder>(folder_.path(), fingerprint, kOperations);
  }
  [[nodiscard]] UsageBook saved() const { return load_usage(folder_.path())->book; }

  test::TemporaryFolder folder_;
};

TEST_F(UsageRecorderTest, CountsAndSaves) {
  const auto counting = recorder();
  counting->record(1, false);
  counting->record(1, false);
  counting->record(1, true);
  counting->record(2, false);  // of no operation
  EXPECT_EQ(total(counting->unsaved(), "devices.list").succeeded, 2U);
  ASSERT_TRUE(counting->save().ok());
  EXPECT_TRUE(counting->unsaved().empty());
  counting->record(1, false);
  ASSERT_TRUE(counting->save().ok());
  EXPECT_EQ(total(saved(), "devices.list").succeeded, 3U);
  EXPECT_EQ(total(saved(), "devices.list").refused, 1U);
  EXPECT_EQ(total(saved(), "devices.get").succeeded, 0U);
}

TEST_F(UsageRecorderTest, SavesWhenItGoes) {
  recorder()->record(0, false);
  EXPECT_EQ(total(saved(), "devices.get").succeeded, 1U);
}

TEST_F(UsageRecorderTest, GoesOnInTheFileOfOneThatIsGone) {
  recorder()->record(0, false);
  recorder("sha256:3c4d")->record(0, false);
  EXPECT_EQ(saved().size(), 2U);
  EXPECT_FALSE(load_usage_file(folder_.path(), "slot-1").ok());
}

TEST_F(UsageRecorderTest, TakesAnotherFileBesideOneThatLives) {
  const auto first = recorder();
  first->record(0, false);
  ASSERT_TRUE(first->save().ok());
  const auto second = recorder();
  second->record(0, false);
  ASSERT_TRUE(second->save().ok());
  first->record(0, false);
  ASSERT_TRUE(first->save().ok());
  EXPECT_TRUE(load_usage_file(folder_.path(), "slot-1").ok());
  EXPECT_EQ(total(saved(), "devices.get").succeeded, 3U);
}

TEST_F(UsageRecorderTest, LosesNothingToThreads) {
  const auto counting = recorder();
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        counting->record(0, false);
        if (i % 100 != 0) continue;
        EXPECT_TRUE(counting->save().ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_TRUE(counting->save().ok());
  EXPECT_EQ(total(saved(), "devices.get").succeeded, 4000U);
}

TEST_F(UsageRecorderTest, SavesNowAndThen) {
  const auto counting = recorder();
  counting->record(0, false);
  counting->save_now_and_then();
  EXPECT_EQ(total(saved(), "devices.get").succeeded, 1U);
  counting->record(0, false);
  counting->save_now_and_then();  // too soon
  EXPECT_EQ(total(saved(), "devices.get").succeeded, 1U);
}

TEST_F(UsageRecorderTest, ChildrenAreCountedApart) {
  const auto counting = recorder();
  counting->record(0, false);
  ASSERT_TRUE(counting->save().ok());
  const pid_t child = fork();
  if (child == 0) {
    counting->record(0, false);
    _exit(counting->save().ok() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  counting->record(0, false);
  ASSERT_TRUE(counting->save().ok());
  EXPECT_EQ(total(saved(), "devices.get").succeeded, 3U);
}

TEST_F(UsageRecorderTest, AChildDoesNotSaveWhatItsParentHadCounted) {
  const auto counting = recorder();
  counting->record(0, false);
  const pid_t child = fork();
  if (child == 0) {
    counting->record(1, false);
    _exit(counting->save().ok() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  ASSERT_TRUE(counting->save().ok());
  EXPECT_EQ(total(saved(), "devices.get").succeeded, 1U);
  EXPECT_EQ(total(saved(), "devices.list").succeeded, 1U);
}

TEST(UsageRecorder, WithoutAFolderSavesNothing) {
  UsageRecorder counting("", "sha256:1a2b", kOperations);
  counting.record(0, false);
  EXPECT_TRUE(counting.save().ok());
  EXPECT_FALSE(counting.unsaved().empty());
}

TEST(UsageRecorder, KeepsWhatItCannotSave) {
  UsageRecorder counting("/proc/nobody", "sha256:1a2b", kOperations);
  counting.record(0, false);
  EXPECT_EQ(counting.save().error().rule, "usage_folder");
  EXPECT_FALSE(counting.unsaved().empty());
}

}  // namespace
}  // namespace cfy::privilege
