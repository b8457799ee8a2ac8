#include "oauth/jwks_cache.hpp"

namespace cfy::oauth {

Result<std::shared_ptr<const JwkSet>> JwksCache::keys(const std::optional<std::string>& kid) {
  const std::lock_guard lock(mutex_);
  const Instant now = clock_.steady_now();
  if (wants_fetch(kid, now)) fetch(now);
  if (keys_ && now - *fetched_at_ < 2 * times_.keep) return keys_;
  keys_ = nullptr;
  if (failure_) return *failure_;
  return make_error(ErrorCode::internal, "The issuer's keys are gone.");
}

bool JwksCache::wants_fetch(const std::optional<std::string>& kid, Instant now) const {
  if (tried_at_ && now - *tried_at_ < times_.floor) return false;
  return !keys_ || now - *fetched_at_ >= times_.keep || (kid && !keys_->has(*kid));
}

void JwksCache::fetch(Instant now) {
  tried_at_ = now;
  const Result<std::string> text = fetch_();
  Result<JwkSet> set = text ? JwkSet::parse(*text, PrivateKeys::refused) : Result<JwkSet>(text.error());
  if (!set) {
    failure_ = std::move(set).error();
    return;
  }
  keys_ = std::make_shared<const JwkSet>(*std::move(set));
  fetched_at_ = now;
  failure_ = std::nullopt;
}

}  // namespace cfy::oauth
