#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "base/result.hpp"
#include "transport/blocking_pool.hpp"
#include "transport/event_loop.hpp"
#include "transport/shared_state.hpp"

namespace cfy::transport {

// How long closing an engine waits for what is under way.
inline constexpr std::chrono::seconds kPatienceAtClose{10};

// The HTTP engine of one client: blocking exchanges on the callers' threads, submitted ones on a thread of its own,
// with TLS sessions, names and the number of connections shared between them.
class Engine {
 public:
  static Result<std::shared_ptr<Engine>> make(ExchangeSettings settings, const PacingSettings& pacing = {});
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Runs a request and waits. `cancellation` may be null. Any number of threads.
  Result<Response> perform(Request request, Cancellation* cancellation);

  // Begins a request; see EventLoop::submit().
  Result<void> submit(std::int64_t id, Request request, std::shared_ptr<Cancellation> cancellation, Done done);
  void cancel(std::int64_t id) { loop_->cancel(id); }
  void resume(std::int64_t id) { loop_->resume(id); }

  // Ends everything with `cancelled`, and lets nothing begin.
  void begin_close() noexcept;
  bool wait_closed(std::chrono::steady_clock::time_point deadline);

  // The fork generation that it was made in; it may not be used in any other.
  [[nodiscard]] std::uint64_t generation() const noexcept { return generation_; }

 private:
  explicit Engine(const std::shared_ptr<SharedState>& shared);

  const std::uint64_t generation_;
  BlockingPool pool_;
  std::shared_ptr<EventLoop> loop_;
};

// An id for a submitted call that no other of this process has or had; ids grow.
std::int64_t next_call_id() noexcept;

}  // namespace cfy::transport
