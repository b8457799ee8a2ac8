#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "managers/manager.hpp"
#include "transport/retry.hpp"

namespace cfy::managers {

// How a secret of a manager is kept.
struct KeepRules {
  std::chrono::seconds keep{300};                    // then it is fetched anew, up to a tenth sooner by chance
  std::chrono::seconds most_age{3600};               // how old it may be while the manager cannot be reached
  std::chrono::seconds pause{5};                     // between two tries that fail
  double (*chance)() = &transport::random_fraction;  // in [0, 1): processes that began together do not come together
  const Clock* clock = &system_clock();
};

// One secret of a manager, kept in this process. It is renewed before it ends, on a thread of its own, while callers go
// on with the value there is; they wait only where there is none that may be used. One fetches, however many ask. While
// the manager cannot be reached the last good value is used on, to an age; if the manager says that the secret is gone
// or not ours any more, it ends at once. Any thread; not beyond fork().
class ManagedSecret {
 public:
  using Fetch = std::function<Result<Value>()>;
  using Held = std::shared_ptr<const Value>;

  // `present` is what has been fetched already, if it has.
  explicit ManagedSecret(Fetch fetch, const KeepRules& rules = KeepRules(),
                         std::optional<Value> present = std::nullopt);
  // Waits for a fetch that is under way: end it first, with Channel::close() or the like.
  ~ManagedSecret();
  ManagedSecret(const ManagedSecret&) = delete;
  ManagedSecret& operator=(const ManagedSecret&) = delete;

  Result<Held> current();
  // Says that whoever the secret is for does not accept this value: another one is fetched, but no sooner than `pause`
  // after the last time. The value stays in use until then.
  void refused(const secrets::Secret& value);

 private:
  using Instant = std::chrono::steady_clock::time_point;
  [[nodiscard]] bool usable(Instant now) const;
  [[nodiscard]] bool wants_renewal(Instant now) const;
  Result<Held> wait_for_value(std::unique_lock<std::mutex>& lock);
  void begin_renewal();
  void fetch(std::unique_lock<std::mutex>& lock);
  Result<void> keep(Value value, Instant asked_at);

  const Fetch fetch_;
  const KeepRules rules_;
  const Clock& clock_;

  std::mutex mutex_;
  std::condition_variable fetched_;
  Held held_;
  Instant renew_at_{};
  Instant ends_at_{};
  std::optional<Instant> tried_at_;
  std::optional<Error> failure_;  // of the last try
  bool fetching_ = false;
  std::uint64_t fetches_ = 0;  // that have ended
  std::thread renewer_;
};

}  // namespace cfy::managers
