#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/result.hpp"
#include "client/answer.hpp"

namespace cfy::client {

// A submitted call that has ended.
struct Completion {
  std::int64_t id = 0;
  std::optional<Result<Answer>> result;  // until it is taken
};

// Where completions wait to be pulled. Any number of threads. In a child made by fork() it begins empty again, with a
// descriptor of its own: what was under way is the parent's.
class CompletionQueue {
 public:
  CompletionQueue();
  ~CompletionQueue();
  CompletionQueue(const CompletionQueue&) = delete;
  CompletionQueue& operator=(const CompletionQueue&) = delete;

  // What comes after closing is dropped.
  void push(Completion completion);

  // The next completion; nullopt when none came in time (a negative timeout waits without end). Fails (cancelled, rule
  // `closed`) when the queue is closed and empty.
  Result<std::optional<Completion>> next(std::chrono::milliseconds timeout);

  // A descriptor that is readable while there is something to take, or the queue is closed. Fails (internal) when the
  // process has none left.
  Result<int> descriptor();

  void close();

 private:
  struct State;
  State& state();

  // Replaced, never freed, when the process was forked: a lock in it may be held by a thread that is not there.
  std::atomic<State*> state_;
};

}  // namespace cfy::client
