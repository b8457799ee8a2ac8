#include "rotation/turn.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "store/file_store.hpp"
#include "support/temporary_folder.hpp"

namespace cfy::rotation {
namespace {

class TurnTest : public ::testing::Test {
 protected:
  [[nodiscard]] store::FileStore open_store() const {
    return store::FileStore(folder_.path() + "/journal", store::StoreKey::from_file(folder_.path() + "/key").value());
  }

  test::TemporaryFolder folder_;
};

TEST_F(TurnTest, IsOneAtATime) {
  store::FileStore mine = open_store();
  store::FileStore others = open_store();
  {
    auto turn = Turn::take(mine, "api_key");
    ASSERT_TRUE(turn.ok());
    EXPECT_EQ(Turn::take(others, "api_key").error().rule, "rotation_elsewhere");
    EXPECT_TRUE(Turn::take(others, "another").ok());
    EXPECT_TRUE(turn->keep().ok());
  }
  EXPECT_TRUE(Turn::take(others, "api_key").ok());
}

// A process of this machine that died with its turn is waited for no longer.
TEST_F(TurnTest, IsTakenFromTheDead) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    store::FileStore childs = open_store();
    auto turn = Turn::take(childs, "api_key");
    _exit(turn.ok() ? 0 : 1);  // without giving it back
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  store::FileStore mine = open_store();
  EXPECT_TRUE(Turn::take(mine, "api_key").ok());
}

TEST_F(TurnTest, IsNotTakenFromTheLiving) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    store::FileStore childs = open_store();
    auto turn = Turn::take(childs, "api_key");
    if (write(ends[1], "x", 1) != 1) _exit(1);
    sleep(20);
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(read(ends[0], &byte, 1), 1);
  store::FileStore mine = open_store();
  EXPECT_EQ(Turn::take(mine, "api_key").error().rule, "rotation_elsewhere");
  ASSERT_EQ(kill(child, SIGKILL), 0);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(Turn::take(mine, "api_key").ok());
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace cfy::rotation
