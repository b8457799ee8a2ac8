#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include <curl/curl.h>

#include "base/result.hpp"
#include "transport/cancel.hpp"
#include "transport/http.hpp"
#include "transport/shared_state.hpp"

namespace cfy::transport {

// Exchanges on the threads of callers. Each borrows one line, an exchange with a multi handle of its own, so that its
// connection stays open for the next caller and its wait can be ended from another thread.
class BlockingPool {
 public:
  explicit BlockingPool(std::shared_ptr<SharedState> shared) noexcept;
  ~BlockingPool();
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;

  // Runs the request, again where that helps, and waits for its response. `cancellation` may be null.
  Result<Response> perform(Request request, Cancellation* cancellation);

  // Ends what is under way with `cancelled`, and lets nothing begin.
  void begin_close() noexcept;
  // Whether all callers have left by the deadline.
  bool wait_closed(std::chrono::steady_clock::time_point deadline);

 private:
  struct Line;
  Result<std::unique_ptr<Line>> borrow();
  void give_back(std::unique_ptr<Line> line);
  Result<Response> attempt(Trial& trial, Cancellation* cancellation);
  Result<Response> run(Line& line, Trial& trial, Cancellation* cancellation);
  // Waits until then; false if the call is cancelled first.
  bool pause(std::chrono::steady_clock::time_point until, Cancellation* cancellation);
  // As far as is known already, and after asking the caller too.
  [[nodiscard]] bool is_cancelled(const Cancellation* cancellation) const noexcept;
  bool to_be_cancelled(Cancellation* cancellation);

  const std::shared_ptr<SharedState> shared_;
  std::mutex mutex_;
  std::condition_variable left_;
  std::condition_variable pause_over_;
  std::atomic<bool> closing_{false};
  std::vector<std::unique_ptr<Line>> idle_;  // guarded by mutex_; the last one used is the first to be used again
  std::vector<CURLM*> busy_;                 // guarded by mutex_
};

}  // namespace cfy::transport
