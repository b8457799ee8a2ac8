#include "managers/managed_secret.hpp"

#include <algorithm>
#include <system_error>

#include "base/process.hpp"
#include "base/signals.hpp"

namespace cfy::managers {
namespace {

using std::chrono::milliseconds;

Error expired() {
  Error error = configuration_error("", "The secret's own time in the manager has ended: write a new version there.");
  error.rule = "secret_expired";
  return error;
}

// The manager is there, and says that this secret is not to be had any more.
bool is_withdrawn(const Error& error) noexcept {
  return error.code == ErrorCode::not_found || error.code == ErrorCode::permission || error.rule == "secret_expired";
}

}  // namespace

ManagedSecret::ManagedSecret(Fetch fetch, const KeepRules& rules, std::optional<Value> present)
    : fetch_(std::move(fetch)), rules_(rules), clock_(*rules.clock) {
  if (!present) return;
  // One that has ended is fetched anew by whoever asks.
  static_cast<void>(keep(*std::move(present), clock_.steady_now()));
}

ManagedSecret::~ManagedSecret() {
  if (renewer_.joinable()) renewer_.join();
}

bool ManagedSecret::usable(Instant now) const { return held_ && now < ends_at_; }

bool ManagedSecret::wants_renewal(Instant now) const {
  return now >= renew_at_ && (!tried_at_ || now - *tried_at_ >= rules_.pause);
}

Result<ManagedSecret::Held> ManagedSecret::current() {
  std::unique_lock lock(mutex_);
  const Instant now = clock_.steady_now();
  if (!usable(now)) return wait_for_value(lock);
  if (!fetching_ && wants_renewal(now)) begin_renewal();
  return held_;
}

Result<ManagedSecret::Held> ManagedSecret::wait_for_value(std::unique_lock<std::mutex>& lock) {
  const Instant now = clock_.steady_now();
  if (fetching_) {
    fetched_.wait(lock, [this, before = fetches_] { return fetches_ != before; });
  } else if (!failure_ || now - *tried_at_ >= rules_.pause) {
    fetching_ = true;
    fetch(lock);
  }
  // Everyone who waited shares the outcome.
  if (usable(clock_.steady_now())) return held_;
  if (failure_) return *failure_;
  return expired();
}

void ManagedSecret::begin_renewal() {
  if (renewer_.joinable()) renewer_.join();  // it has done its work and holds no lock
  fetching_ = true;
  const SignalsBlocked blocked;
  try {
    renewer_ = std::thread([this] {
      const WorkInside inside;
      std::unique_lock lock(mutex_);
      fetch(lock);
    });
  } catch (const std::system_error&) {  // no thread to be had: the next caller tries again
    fetching_ = false;
    tried_at_ = clock_.steady_now();
  }
}

void ManagedSecret::fetch(std::unique_lock<std::mutex>& lock) {
  const Instant asked_at = clock_.steady_now();
  lock.unlock();
  Result<Value> fetched = make_error(ErrorCode::internal, "There is no memory to fetch the secret.");
  try {
    if (!shutting_down()) fetched = fetch_();
  } catch (const std::exception&) {  // the error above stands
  }
  lock.lock();
  fetching_ = false;
  ++fetches_;
  tried_at_ = asked_at;
  Result<void> kept = fetched ? keep(*std::move(fetched), asked_at) : Result<void>(std::move(fetched).error());
  failure_ = kept ? std::nullopt : std::optional(std::move(kept).error());
  if (failure_ && is_withdrawn(*failure_)) held_ = nullptr;
  fetched_.notify_all();
}

// Times count from when it was asked for: the answer may have been long under way.
Result<void> ManagedSecret::keep(Value value, Instant asked_at) {
  milliseconds life = rules_.keep;
  milliseconds most = std::max(rules_.most_age, rules_.keep);
  const auto end_after = [&](milliseconds left) {
    life = std::min(life, left * 2 / 3);
    most = std::min(most, left);
  };
  if (value.lease) end_after(*value.lease);
  if (value.version.expires_at) {
    const auto left = std::chrono::floor<milliseconds>(*value.version.expires_at - clock_.wall_now());
    if (left <= milliseconds(0)) return expired();
    end_after(left);
  }
  const auto sooner =
      milliseconds(static_cast<std::int64_t>(static_cast<double>(life.count()) * 0.1 * rules_.chance()));
  renew_at_ = asked_at + life - sooner;
  ends_at_ = asked_at + most;
  held_ = std::make_shared<const Value>(std::move(value));
  return {};
}

void ManagedSecret::refused(const secrets::Secret& value) {
  const std::lock_guard lock(mutex_);
  if (held_ && held_->value.equals(value)) renew_at_ = std::min(renew_at_, clock_.steady_now());
}

}  // namespace cfy::managers
