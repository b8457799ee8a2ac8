#include "transport/side_thread.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "base/signals.hpp"

namespace cfy::transport {

struct SideThread::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::thread thread;
  bool thread_ended = true;
  bool closing = false;
  std::deque<std::function<void()>> jobs;

  void work() {
    std::unique_lock lock(mutex);
    while (!closing) {
      if (jobs.empty()) {
        changed.wait(lock);
        continue;
      }
      std::function<void()> job = std::move(jobs.front());
      jobs.pop_front();
      lock.unlock();
      try {
        job();
      } catch (const std::exception&) {  // no memory: whoever waits for it has a deadline
      }
      job = nullptr;  // what it holds goes here, not under the lock
      lock.lock();
    }
    thread_ended = true;
    changed.notify_all();
  }
};

SideThread::SideThread() : state_(std::make_shared<State>()) {}

SideThread::~SideThread() {
  begin_close();
  wait_closed(std::chrono::steady_clock::now());
}

bool SideThread::run(std::function<void()> job) {
  const std::scoped_lock lock(state_->mutex);
  if (state_->closing) return false;
  if (!state_->thread.joinable()) {
    const SignalsBlocked blocked;
    try {
      state_->thread = std::thread([state = state_] { state->work(); });
    } catch (const std::exception&) {
      return false;
    }
    state_->thread_ended = false;
  }
  state_->jobs.push_back(std::move(job));
  state_->changed.notify_all();
  return true;
}

void SideThread::begin_close() noexcept {
  std::deque<std::function<void()>> dropped;
  const std::scoped_lock lock(state_->mutex);
  state_->closing = true;
  dropped.swap(state_->jobs);
  state_->changed.notify_all();
}

bool SideThread::wait_closed(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(state_->mutex);
  if (!state_->thread.joinable()) return true;
  const bool own_thread = state_->thread.get_id() == std::this_thread::get_id();
  const bool ended = !own_thread && state_->changed.wait_until(lock, deadline, [this] { return state_->thread_ended; });
  if (!state_->thread.joinable()) return true;  // another closer was faster
  std::thread thread = std::move(state_->thread);
  lock.unlock();
  if (ended) {
    thread.join();
  } else {
    thread.detach();
  }
  return ended || own_thread;
}

}  // namespace cfy::transport
