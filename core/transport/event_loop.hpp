#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>
#include <vector>

#include <curl/curl.h>

#include "base/result.hpp"
#include "transport/cancel.hpp"
#include "transport/http.hpp"
#include "transport/shared_state.hpp"
#include "transport/side_thread.hpp"

namespace cfy::transport {

// Told the outcome of a submitted request exactly once, on the engine's thread. Must not throw.
using Done = std::function<void(Result<Response>)>;

// Exchanges on one thread of its own, which alone touches the multi handle. The thread begins with the first request. A
// request that waits for its turn is a small record; only those on the wire have an exchange.
class EventLoop : public std::enable_shared_from_this<EventLoop> {
 public:
  explicit EventLoop(std::shared_ptr<SharedState> shared) : shared_(std::move(shared)) {}
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Begins a request under an id that no other call of this process has. After an error `done` is not called.
  Result<void> submit(std::int64_t id, Request request, std::shared_ptr<Cancellation> cancellation, Done done);
  void cancel(std::int64_t id);
  // Goes on with a request whose sink said `pause`.
  void resume(std::int64_t id);

  // The budget may have a place again for those that wait.
  void place_was_freed() noexcept;

  // Ends everything with `cancelled`, and lets nothing begin.
  void begin_close() noexcept;
  // Whether the thread has ended by the deadline.
  bool wait_closed(std::chrono::steady_clock::time_point deadline);

 private:
  using Time = std::chrono::steady_clock::time_point;

  struct Call {
    std::int64_t id = 0;
    Trial trial;
    std::shared_ptr<Cancellation> cancellation;
    std::uint64_t watch = 0;
    Done done;
    Time alarm;                               // while it sleeps
    std::unique_ptr<Exchange> exchange;       // once it is on the wire
    std::optional<Result<Response>> refusal;  // while another credential is asked for
  };

  // A request that another credential is asked for, on its way to the side thread and back.
  struct Asked {
    std::int64_t id = 0;
    Request request;
    bool replaced = false;
  };

  Result<void> enqueue(std::unique_ptr<Call> call);
  Result<void> start_thread();
  bool wait_thread_ended(Time deadline);
  void run();
  bool take_orders();
  void start_waiting();
  void start(std::unique_ptr<Call> call);
  void wake_sleeping();
  void expire_waiting();
  void collect_finished();
  // An attempt has ended: the call sleeps until the next one, or has ended with it.
  void settle(std::unique_ptr<Call> call, Result<Response> outcome);
  void finish(std::unique_ptr<Call> call, Result<Response> result);
  void ask_credential(std::unique_ptr<Call> call, Result<Response> refusal);
  void answer_credential(Asked& asked);
  void give_back_exchange(Call& call);
  void cancel_everything();
  [[nodiscard]] int poll_timeout() const;
  void let_wait(std::unique_ptr<Call> call);
  void let_sleep(std::unique_ptr<Call> call, Time until);
  std::unique_ptr<Call> take_waiting(std::int64_t id);
  std::unique_ptr<Call> take_sleeping(std::int64_t id);
  std::unique_ptr<Call> take_asking(std::int64_t id);
  std::unique_ptr<Call> take_active(CURL* easy);
  Result<std::unique_ptr<Exchange>> spare_exchange();

  const std::shared_ptr<SharedState> shared_;

  std::mutex mutex_;
  std::condition_variable ended_;
  std::thread thread_;        // guarded by mutex_
  bool thread_ended_ = true;  // guarded by mutex_
  std::atomic<bool> closing_{false};
  CURLM* multi_ = nullptr;  // made under mutex_; wakeups from any thread, all else from the loop's thread
  std::vector<std::unique_ptr<Call>> inbox_;      // guarded by mutex_
  std::vector<std::int64_t> cancels_;             // guarded by mutex_
  std::vector<std::int64_t> resumes_;             // guarded by mutex_
  std::vector<std::shared_ptr<Asked>> answered_;  // guarded by mutex_
  std::atomic<bool> anyone_waits_{false};
  SideThread side_;

  // The loop's thread alone:
  std::map<std::int64_t, std::unique_ptr<Call>> waiting_;  // ids grow, so the first is the one that waits longest
  std::unordered_map<std::int64_t, std::unique_ptr<Call>> asking_;  // for another credential
  std::set<std::pair<Time, std::int64_t>> deadlines_;               // of those that wait or ask
  // Between two attempts, or until the service's limit is renewed.
  std::unordered_map<std::int64_t, std::unique_ptr<Call>> sleeping_;
  std::set<std::pair<Time, std::int64_t>> alarms_;  // of those that sleep
  std::unordered_map<CURL*, std::unique_ptr<Call>> active_;
  std::unordered_map<std::int64_t, CURL*> active_by_id_;
  std::vector<std::unique_ptr<Exchange>> spare_;
};

}  // namespace cfy::transport
