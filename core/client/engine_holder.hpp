#pragma once

#include <atomic>
#include <memory>

#include "base/result.hpp"
#include "transport/engine.hpp"

namespace cfy::client {

// The engine that a client shares with those narrowed from it, one in each process: a child made by fork() gets another.
// Any number of threads may use one.
class EngineHolder {
 public:
  EngineHolder(transport::ExchangeSettings exchange, transport::PacingSettings pacing);
  ~EngineHolder();
  EngineHolder(const EngineHolder&) = delete;
  EngineHolder& operator=(const EngineHolder&) = delete;

  // This process's, made when it is first asked for. Fails with cancelled (rule `closed`) once it is closed.
  Result<transport::Engine*> engine();

  // Ends everything that is under way with `cancelled`.
  void close();

 private:
  const transport::ExchangeSettings exchange_;
  const transport::PacingSettings pacing_;
  std::atomic<bool> closed_{false};
  std::shared_ptr<transport::Engine> engine_;  // written under lock_process()
  std::atomic<transport::Engine*> current_{nullptr};
};

// What is answered to whoever calls with a client that is closed.
Error closed_error();

}  // namespace cfy::client
