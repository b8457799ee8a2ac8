#include "oauth/token_cache.hpp"

#include <algorithm>

namespace cfy::oauth {

bool TokenCache::is_good(Instant now) const { return held_ && (!ends_at_ || now < *ends_at_); }

bool TokenCache::wants_renewal(Instant now) const {
  constexpr std::chrono::seconds kPause{5};
  if (!is_good(now)) return true;
  if (!renew_at_ || now < *renew_at_) return false;
  return !failed_at_ || now - *failed_at_ >= kPause;
}

Result<TokenCache::Held> TokenCache::tokens() {
  std::unique_lock lock(mutex_);
  while (true) {
    const Instant now = clock_.steady_now();
    if (!wants_renewal(now)) return held_;
    if (!renewing_) return renew(lock);
    if (is_good(now)) return held_;
    const std::uint64_t flight = flights_;
    renewed_.wait(lock, [this, flight] { return flights_ != flight; });
    // Everyone who waited for it shares its failure: asking again at once, one after another, would help nobody.
    if (failure_ && !is_good(clock_.steady_now())) return *failure_;
  }
}

Result<TokenCache::Held> TokenCache::renew(std::unique_lock<std::mutex>& lock) {
  renewing_ = true;
  const Held present = held_;
  // A lifetime counts from when it was asked for: the answer may have been long under way.
  const Instant asked_at = clock_.steady_now();
  lock.unlock();
  Result<Tokens> renewed = make_error(ErrorCode::internal, "The renewal of the token ended without an answer.");
  try {
    renewed = renew_(present.get());
  } catch (const std::exception& problem) {
    renewed = make_error(ErrorCode::internal, std::string("The renewal of the token failed: ") + problem.what());
  }
  lock.lock();
  renewing_ = false;
  ++flights_;
  failure_ = std::nullopt;
  failed_at_ = std::nullopt;
  if (renewed) {
    keep(*std::move(renewed), asked_at);
  } else {
    failure_ = std::move(renewed).error();
    failed_at_ = clock_.steady_now();
  }
  renewed_.notify_all();
  if (!failure_ || is_good(clock_.steady_now())) return held_;
  return *failure_;
}

void TokenCache::keep(Tokens tokens, Instant asked_at) {
  if (tokens.refresh_token.empty() && held_) tokens.refresh_token = held_->refresh_token;
  ends_at_ = std::nullopt;
  renew_at_ = std::nullopt;
  if (tokens.expires_in) {
    ends_at_ = tokens.begun_at.value_or(asked_at) + *tokens.expires_in;
    renew_at_ =
        *ends_at_ - std::min(std::chrono::milliseconds(buffer_), std::chrono::milliseconds(*tokens.expires_in) / 2);
  }
  held_ = std::make_shared<const Tokens>(std::move(tokens));
}

void TokenCache::refused(const secrets::Secret& access_token) {
  const std::lock_guard lock(mutex_);
  if (!held_ || !held_->access_token.equals(access_token)) return;
  ends_at_ = clock_.steady_now();
}

}  // namespace cfy::oauth
