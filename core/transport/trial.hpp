#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "transport/circuit_breaker.hpp"
#include "transport/http.hpp"
#include "transport/rate_bucket.hpp"
#include "transport/retry_budget.hpp"

namespace cfy::transport {

// One call on its way through as many attempts as it takes: the same for a caller's thread and for the engine's.
struct Trial {
  Request request;
  std::chrono::steady_clock::time_point deadline;
  int attempts = 0;
  int redirects = 0;
  int credentials_replaced = 0;
  std::optional<bool> replaced;          // what Request::replace_credential said, where it was asked beforehand
  std::optional<Result<Response>> last;  // the outcome that is being repaired by another attempt
};

// Whether an attempt may begin.
struct Gate {
  enum class State { open, wait, shut };
  State state = State::open;
  std::chrono::steady_clock::time_point until{};  // wait: when to ask again
  std::optional<Result<Response>> outcome{};      // shut: how the call ends
};

struct PacingSettings {
  int circuit_failures = 10;  // in a row, after which a host gets a rest; 0: never
  const Clock* clock = &system_clock();
  double (*chance)() = &random_fraction;  // in [0, 1)
};

// Decides when an attempt may begin and whether another follows: retries and their budget, the service's rate limit,
// the circuit breaker, redirects. Waits for nothing itself. Any number of threads, each trial in one at a time.
class Pacing {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Pacing(const PacingSettings& settings) noexcept
      : clock_(*settings.clock), chance_(settings.chance), breaker_(settings.circuit_failures) {}

  [[nodiscard]] Trial begin(Request request);
  // To be asked before each attempt; an open gate counts it.
  [[nodiscard]] Gate ask(Trial& trial);
  // Takes the outcome of an attempt that was begun. nullopt: it is the call's own. Else the time of the next attempt;
  // the trial keeps the outcome meanwhile.
  [[nodiscard]] std::optional<Time> next_attempt(Trial& trial, Result<Response>& outcome);

 private:
  void take_note(const Trial& trial, const Result<Response>& outcome, Time now);
  [[nodiscard]] std::optional<Time> retry_at(const Trial& trial, const Result<Response>& outcome, Time now);

  const Clock& clock_;
  double (*const chance_)();
  RetryBudget budget_;
  RateBucket bucket_;
  CircuitBreaker breaker_;
};

// Whether next_attempt() would ask for another credential, which may take long: whoever can't wait asks beforehand, and
// says so in the trial.
bool wants_other_credential(const Trial& trial, const Result<Response>& outcome);

// The outcome as the call's own, with the number of attempts in it.
Result<Response> conclude(const Trial& trial, Result<Response> outcome);

}  // namespace cfy::transport
