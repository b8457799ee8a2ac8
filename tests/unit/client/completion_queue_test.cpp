#include "client/completion_queue.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace cfy::client {
namespace {

using namespace std::chrono_literals;

Completion completion(std::int64_t id) { return {id, Result<Answer>(make_error(ErrorCode::cancelled, "test"))}; }

bool readable(int descriptor) {
  pollfd watched{descriptor, POLLIN, 0};
  return poll(&watched, 1, 0) == 1;
}

TEST(CompletionQueue, GivesCompletionsInOrder) {
  CompletionQueue queue;
  for (int id = 1; id <= 3; ++id) queue.push(completion(id));
  for (int id = 1; id <= 3; ++id) EXPECT_EQ((*queue.next(0ms))->id, id);
  EXPECT_FALSE(*queue.next(0ms));
}

TEST(CompletionQueue, IsReadableExactlyWhileThereIsSomethingToTake) {
  CompletionQueue queue;
  queue.push(completion(1));
  const int descriptor = *queue.descriptor();
  EXPECT_TRUE(readable(descriptor));
  queue.push(completion(2));
  static_cast<void>(queue.next(0ms));
  EXPECT_TRUE(readable(descriptor));
  static_cast<void>(queue.next(0ms));
  EXPECT_FALSE(readable(descriptor));
  queue.push(completion(3));
  EXPECT_TRUE(readable(descriptor));
  static_cast<void>(queue.next(0ms));
  queue.close();
  EXPECT_TRUE(readable(descriptor));
}

TEST(CompletionQueue, WaitsForWhatComesLater) {
  CompletionQueue queue;
  std::thread later([&] {
    std::this_thread::sleep_for(50ms);
    queue.push(completion(7));
  });
  EXPECT_EQ((*queue.next(5s))->id, 7);
  later.join();
  EXPECT_FALSE(*queue.next(10ms));
}

TEST(CompletionQueue, WakesEveryoneWhenItIsClosed) {
  CompletionQueue queue;
  std::atomic<int> closed{0};
  std::vector<std::thread> pullers;
  for (int i = 0; i < 4; ++i) {
    pullers.emplace_back([&] {
      const auto next = queue.next(-1ms);
      if (!next && next.error().rule == "closed") ++closed;
    });
  }
  std::this_thread::sleep_for(50ms);
  queue.close();
  for (auto& puller : pullers) puller.join();
  EXPECT_EQ(closed, 4);
}

TEST(CompletionQueue, GivesWhatWasQueuedBeforeItWasClosedAndDropsTheRest) {
  CompletionQueue queue;
  queue.push(completion(1));
  queue.close();
  queue.push(completion(2));
  EXPECT_EQ((*queue.next(0ms))->id, 1);
  EXPECT_FALSE(queue.next(0ms));
}

TEST(CompletionQueue, LosesNoWakeUpBetweenManyThreads) {
  CompletionQueue queue;
  const int descriptor = *queue.descriptor();
  constexpr int kEach = 5000;
  std::vector<std::thread> pushers;
  for (int t = 0; t < 4; ++t) {
    pushers.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) queue.push(completion(t * kEach + i));
    });
  }
  std::set<std::int64_t> seen;
  while (seen.size() < 4 * kEach) {
    pollfd watched{descriptor, POLLIN, 0};
    ASSERT_EQ(poll(&watched, 1, 5000), 1) << "a wake-up was lost after " << seen.size();
    while (const auto next = *queue.next(0ms)) seen.insert(next->id);
  }
  for (auto& pusher : pushers) pusher.join();
}

TEST(CompletionQueue, BeginsEmptyInAForkedChildAndLeavesTheParentsAlone) {
  CompletionQueue queue;
  queue.push(completion(1));
  const int descriptor = *queue.descriptor();
  const pid_t child = fork();
  if (child == 0) {
    const bool empty = !*queue.next(0ms);
    queue.push(completion(2));
    const bool works = readable(*queue.descriptor()) && (*queue.next(0ms))->id == 2;
    _exit(empty && works ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_TRUE(readable(descriptor));
  EXPECT_EQ((*queue.next(0ms))->id, 1);
}

}  // namespace
}  // namespace cfy::client
