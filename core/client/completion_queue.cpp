#include "client/completion_queue.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <mutex>

#include "base/process.hpp"

namespace cfy::client {

// The event descriptor counts 1 exactly while there is something to take or the queue is closed. It changes under the
// lock, together with what it tells: no wake-up can be lost.
struct CompletionQueue::State {
  State() = default;
  ~State() {
    if (event >= 0) ::close(event);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void raise() const {
    const std::uint64_t one = 1;
    if (event >= 0) [[maybe_unused]]
      const ssize_t written = write(event, &one, sizeof(one));
  }
  void lower() const {
    std::uint64_t count = 0;
    if (event >= 0) [[maybe_unused]]
      const ssize_t taken = read(event, &count, sizeof(count));
  }

  const std::uint64_t generation = fork_generation();
  std::mutex mutex;
  std::condition_variable arrived;
  std::deque<Completion> completions;  // guarded by mutex, as all that follows
  bool closed = false;
  int event = -1;  // made when it is first asked for
};

CompletionQueue::CompletionQueue() : state_(new State) {}

CompletionQueue::~CompletionQueue() {
  State* const last = state_.load(std::memory_order_acquire);
  if (last->generation == fork_generation()) delete last;
}

CompletionQueue::State& CompletionQueue::state() {
  State* const known = state_.load(std::memory_order_acquire);
  if (known->generation == fork_generation()) return *known;
  const auto lock = lock_process();
  State* const current = state_.load(std::memory_order_acquire);
  if (current->generation == fork_generation()) return *current;
  // The parent's descriptor is shared with the parent: its counter must not be touched from here.
  if (current->event >= 0) ::close(current->event);
  auto* const fresh = new State;
  state_.store(fresh, std::memory_order_release);
  return *fresh;
}

void CompletionQueue::push(Completion completion) {
  State& state = this->state();
  {
    const std::scoped_lock lock(state.mutex);
    if (state.closed) return;
    state.completions.push_back(std::move(completion));
    if (state.completions.size() == 1) state.raise();
  }
  state.arrived.notify_one();
}

Result<std::optional<Completion>> CompletionQueue::next(std::chrono::milliseconds timeout) {
  State& state = this->state();
  std::unique_lock lock(state.mutex);
  const auto ready = [&] { return state.closed || !state.completions.empty(); };
  if (timeout.count() < 0) {
    state.arrived.wait(lock, ready);
  } else if (timeout.count() > 0) {
    state.arrived.wait_for(lock, timeout, ready);
  }
  if (state.completions.empty()) {
    if (!state.closed) return std::optional<Completion>();
    Error error = make_error(ErrorCode::cancelled, "The queue is closed; make a new one.");
    error.rule = "closed";
    return error;
  }
  std::optional<Completion> taken(std::move(state.completions.front()));
  state.completions.pop_front();
  if (state.completions.empty() && !state.closed) state.lower();
  return taken;
}

Result<int> CompletionQueue::descriptor() {
  State& state = this->state();
  const std::scoped_lock lock(state.mutex);
  if (state.event < 0) {
    state.event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (state.event < 0)
      return make_error(ErrorCode::internal, "This process has no file descriptor left; raise its limit.");
    if (state.closed || !state.completions.empty()) state.raise();
  }
  return state.event;
}

void CompletionQueue::close() {
  State& state = this->state();
  {
    const std::scoped_lock lock(state.mutex);
    if (state.closed) return;
    state.closed = true;
    if (state.completions.empty()) state.raise();
  }
  state.arrived.notify_all();
}

}  // namespace cfy::client
