#include "transport/engine_holder.hpp"

#include <new>
#include <utility>

#include "base/process.hpp"

namespace cfy::transport {
namespace {

// What a parent's engine holds (threads, locks) is not in this process: it is never destroyed, on purpose.
void leave_alone(std::shared_ptr<Engine> parents) noexcept {
  static_cast<void>(new (std::nothrow) std::shared_ptr<Engine>(std::move(parents)));
}

}  // namespace

Error closed_error() {
  Error error = make_error(ErrorCode::cancelled, "The client is closed; make a new one.");
  error.rule = "closed";
  return error;
}

EngineHolder::~EngineHolder() {
  close();
  if (engine_ && engine_->generation() != fork_generation()) leave_alone(std::move(engine_));
}

Result<Engine*> EngineHolder::get() {
  if (closed()) return closed_error();
  if (shutting_down()) return ending_error();
  Engine* const current = current_.load(std::memory_order_acquire);
  if (current != nullptr && current->generation() == fork_generation()) return current;

  Result<std::shared_ptr<Engine>> made = Engine::make(settings_, pacing_);
  if (!made) return std::move(made).error();
  std::shared_ptr<Engine> superfluous;  // goes when the lock is free again
  const auto lock = lock_process();
  if (engine_ && engine_->generation() == fork_generation()) {
    superfluous = *std::move(made);
    return engine_.get();
  }
  if (engine_) leave_alone(std::move(engine_));
  engine_ = *std::move(made);
  current_.store(engine_.get(), std::memory_order_release);
  return engine_.get();
}

void EngineHolder::close() {
  closed_.store(true, std::memory_order_release);
  std::shared_ptr<Engine> engine;
  {
    const auto lock = lock_process();
    engine = engine_;
  }
  if (!engine || engine->generation() != fork_generation()) return;
  engine->begin_close();
  engine->wait_closed(std::chrono::steady_clock::now() + kPatienceAtClose);
}

}  // namespace cfy::transport
