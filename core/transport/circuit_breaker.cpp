#include "transport/circuit_breaker.hpp"

#include <algorithm>

namespace cfy::transport {

std::optional<CircuitBreaker::Time> CircuitBreaker::closed_until(std::string_view host, Time now) {
  if (!anyone_failed_.load(std::memory_order_acquire)) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  const auto found = hosts_.find(host);
  if (found == hosts_.end() || found->second.pause.count() == 0) return std::nullopt;
  Host& each = found->second;
  if (now < each.until) return each.until;
  // This one is the probe; all others wait for how it ends.
  each.probing = true;
  each.until = now + each.pause;
  return std::nullopt;
}

void CircuitBreaker::succeeded(std::string_view host) {
  if (!anyone_failed_.load(std::memory_order_acquire)) return;
  const std::scoped_lock lock(mutex_);
  const auto found = hosts_.find(host);
  if (found != hosts_.end()) hosts_.erase(found);
  anyone_failed_.store(!hosts_.empty(), std::memory_order_release);
}

void CircuitBreaker::failed(std::string_view host, Time now) {
  if (failures_ == 0) return;
  const std::scoped_lock lock(mutex_);
  Host& each = hosts_.try_emplace(std::string(host)).first->second;
  anyone_failed_.store(true, std::memory_order_release);
  if (++each.failures < failures_) return;
  // Calls that were on the wire when it opened fail too: only a probe makes the pause longer.
  if (each.pause.count() > 0 && !each.probing) return;
  each.probing = false;
  each.pause = each.pause.count() == 0 ? kFirstPause : std::min(each.pause * 2, kLongestPause);
  each.until = now + each.pause;
}

}  // namespace cfy::transport
