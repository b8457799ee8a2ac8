#include "client/completion_queue.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>

#include "base/process.hpp"
#include "client/wake_descriptor.hpp"

namespace cfy::client {

struct CompletionQueue::State {
  const std::uint64_t generation = fork_generation();
  std::mutex mutex;
  std::condition_variable arrived;
  std::deque<Completion> completions;  // guarded by mutex, as all that follows
  bool closed = false;
  WakeDescriptor wake;  // raised while there is something to take or the queue is closed
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
  current->wake.abandon();
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
    state.wake.raise();
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
  if (state.completions.empty() && !state.closed) state.wake.lower();
  return taken;
}

Result<int> CompletionQueue::descriptor() {
  State& state = this->state();
  const std::scoped_lock lock(state.mutex);
  return state.wake.get();
}

void CompletionQueue::close() {
  State& state = this->state();
  {
    const std::scoped_lock lock(state.mutex);
    if (state.closed) return;
    state.closed = true;
    state.wake.raise();
  }
  state.arrived.notify_all();
}

}  // namespace cfy::client
