#include "client/engine_holder.hpp"

#include <chrono>
#include <new>
#include <utility>

#include "base/process.hpp"

namespace cfy::client {
namespace {

constexpr std::chrono::seconds kPatience{10};

// What a parent's engine holds (threads, locks) is not in this process: it is never destroyed, on purpose.
void leave_alone(std::shared_ptr<transport::Engine> parents) noexcept {
  static_cast<void>(new (std::nothrow) std::shared_ptr<transport::Engine>(std::move(parents)));
}

}  // namespace

Error closed_error() {
  Error error = make_error(ErrorCode::cancelled, "The client is closed; make a new one.");
  error.rule = "closed";
  return error;
}

EngineHolder::EngineHolder(transport::ExchangeSettings exchange, transport::PacingSettings pacing)
    : exchange_(std::move(exchange)), pacing_(pacing) {}

EngineHolder::~EngineHolder() {
  close();
  if (engine_ && engine_->generation() != fork_generation()) leave_alone(std::move(engine_));
}

Result<transport::Engine*> EngineHolder::engine() {
  if (closed_.load(std::memory_order_acquire)) return closed_error();
  if (shutting_down()) return ending_error();
  transport::Engine* const current = current_.load(std::memory_order_acquire);
  if (current != nullptr && current->generation() == fork_generation()) return current;

  Result<std::shared_ptr<transport::Engine>> made = transport::Engine::make(exchange_, pacing_);
  if (!made) return std::move(made).error();
  std::shared_ptr<transport::Engine> superfluous;  // goes when the lock is free again
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
  std::shared_ptr<transport::Engine> engine;
  {
    const auto lock = lock_process();
    engine = engine_;
  }
  if (!engine || engine->generation() != fork_generation()) return;
  engine->begin_close();
  engine->wait_closed(std::chrono::steady_clock::now() + kPatience);
}

}  // namespace cfy::client
