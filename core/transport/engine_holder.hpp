#pragma once

#include <atomic>
#include <memory>

#include "base/result.hpp"
#include "transport/engine.hpp"

namespace cfy::transport {

// The engine of whoever may live through a fork: a child gets another one, with the first call that it makes. Any number
// of threads.
class EngineHolder {
 public:
  EngineHolder(ExchangeSettings settings, PacingSettings pacing) : settings_(std::move(settings)), pacing_(pacing) {}
  ~EngineHolder();
  EngineHolder(const EngineHolder&) = delete;
  EngineHolder& operator=(const EngineHolder&) = delete;

  // This process's. Fails (cancelled) after close() and while the process ends. Valid until close().
  Result<Engine*> get();

  // Ends everything that is under way with `cancelled`, and waits for it.
  void close();
  [[nodiscard]] bool closed() const noexcept { return closed_.load(std::memory_order_acquire); }

  [[nodiscard]] const ExchangeSettings& settings() const noexcept { return settings_; }

 private:
  const ExchangeSettings settings_;
  const PacingSettings pacing_;
  std::atomic<bool> closed_{false};
  std::shared_ptr<Engine> engine_;  // written under lock_process()
  std::atomic<Engine*> current_{nullptr};
};

// What is answered to whoever calls with a client that is closed.
Error closed_error();

}  // namespace cfy::transport
