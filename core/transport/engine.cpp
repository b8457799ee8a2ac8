#include "transport/engine.hpp"

#include <atomic>

#include "base/process.hpp"
#include "transport/runtime.hpp"

namespace cfy::transport {
namespace {

constexpr std::size_t kConnections = 100;

}  // namespace

Engine::Engine(const std::shared_ptr<SharedState>& shared)
    : generation_(fork_generation()), pool_(shared), loop_(std::make_shared<EventLoop>(shared)) {}

Result<std::shared_ptr<Engine>> Engine::make(ExchangeSettings settings, const PacingSettings& pacing) {
  Result<void> started = start_runtime();
  if (!started) return std::move(started).error();
  std::shared_ptr<Engine> engine(new Engine(std::make_shared<SharedState>(std::move(settings), pacing, kConnections)));
  register_engine(engine);
  return engine;
}

Engine::~Engine() {
  begin_close();
  wait_closed(std::chrono::steady_clock::now() + kPatienceAtClose);
}

Result<Response> Engine::perform(Request request, Cancellation* cancellation) {
  Result<Response> response = pool_.perform(std::move(request), cancellation);
  loop_->place_was_freed();
  return response;
}

Result<void> Engine::submit(std::int64_t id, Request request, std::shared_ptr<Cancellation> cancellation, Done done) {
  return loop_->submit(id, std::move(request), std::move(cancellation), std::move(done));
}

void Engine::begin_close() noexcept {
  pool_.begin_close();
  loop_->begin_close();
}

bool Engine::wait_closed(std::chrono::steady_clock::time_point deadline) {
  const bool callers_left = pool_.wait_closed(deadline);
  return loop_->wait_closed(deadline) && callers_left;
}

std::int64_t next_call_id() noexcept {
  static std::atomic<std::int64_t> next{1};
  return next.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace cfy::transport
