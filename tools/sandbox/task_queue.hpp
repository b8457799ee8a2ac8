#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <httplib.h>

namespace cfy::sandbox {

// Threads for connections. A kept-alive connection holds its thread even while it is idle, so the pool grows whenever
// none is free, up to `most`; connections beyond that wait.
class GrowingTaskQueue final : public httplib::TaskQueue {
 public:
  explicit GrowingTaskQueue(std::size_t most) noexcept : most_(most) {}

  void enqueue(std::function<void()> task) override;
  // Runs what is queued, then ends the threads. httplib calls it once, after its last enqueue().
  void shutdown() override;

 private:
  void work();

  std::size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
};

}  // namespace cfy::sandbox
