#pragma once

#include <array>
#include <cstddef>
#include <mutex>

#include <curl/curl.h>

#include "transport/connection_budget.hpp"
#include "transport/exchange.hpp"
#include "transport/trial.hpp"

namespace cfy::transport {

// What the callers' threads and the engine's thread of one engine have in common; lives as long as any of them.
class SharedState {
 public:
  SharedState(ExchangeSettings exchange_settings, const PacingSettings& pacing_settings, std::size_t connections);
  ~SharedState();
  SharedState(const SharedState&) = delete;
  SharedState& operator=(const SharedState&) = delete;

  const ExchangeSettings settings;
  ConnectionBudget budget;
  const Clock& clock;
  Pacing pacing;

  // TLS sessions and resolved names. Connections themselves cannot be shared between threads in libcurl.
  [[nodiscard]] CURLSH* share() const noexcept { return share_; }

 private:
  static void lock(CURL* easy, curl_lock_data data, curl_lock_access access, void* self);
  static void unlock(CURL* easy, curl_lock_data data, void* self);

  CURLSH* share_;
  std::array<std::mutex, CURL_LOCK_DATA_LAST> mutexes_;
};

}  // namespace cfy::transport
