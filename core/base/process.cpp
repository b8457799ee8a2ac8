#include "base/process.hpp"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace cfy {
namespace {

// Never destroyed: threads may still be about when the process runs its destructors.
struct ProcessState {
  std::mutex mutex;
  std::vector<int> sockets;
  std::atomic<std::uint64_t> generation{1};
  std::atomic<bool> shutdown{false};
  std::atomic<int> inside{0};
};

ProcessState& state();

void before_fork() { state().mutex.lock(); }
void after_fork_in_parent() { state().mutex.unlock(); }
void after_fork_in_child() {
  ProcessState& process = state();
  for (const int descriptor : process.sockets) close(descriptor);
  process.sockets.clear();
  process.inside.store(0, std::memory_order_relaxed);  // the others are not there
  process.generation.fetch_add(1, std::memory_order_release);
  process.mutex.unlock();
}

ProcessState& state() {
  static ProcessState* const process = [] {
    auto* made = new ProcessState;
    pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
    return made;
  }();
  return *process;
}

}  // namespace

std::uint64_t fork_generation() noexcept { return state().generation.load(std::memory_order_acquire); }

std::unique_lock<std::mutex> lock_process() { return std::unique_lock(state().mutex); }

void remember_socket(int descriptor) {
  const auto lock = lock_process();
  state().sockets.push_back(descriptor);
}

void forget_socket(int descriptor) noexcept {
  const auto lock = lock_process();
  std::erase(state().sockets, descriptor);
}

void begin_shutdown() noexcept { state().shutdown.store(true, std::memory_order_release); }

Error ending_error() {
  Error error = make_error(ErrorCode::cancelled, "The process is ending; nothing new begins in it.");
  error.rule = "process_ending";
  return error;
}

bool shutting_down() noexcept { return state().shutdown.load(std::memory_order_acquire); }

WorkInside::WorkInside() noexcept { state().inside.fetch_add(1, std::memory_order_acq_rel); }

WorkInside::~WorkInside() { state().inside.fetch_sub(1, std::memory_order_acq_rel); }

bool wait_for_work(std::chrono::steady_clock::time_point deadline) noexcept {
  while (state().inside.load(std::memory_order_acquire) > 0) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace cfy
