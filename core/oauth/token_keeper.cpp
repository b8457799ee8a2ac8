#include "oauth/token_keeper.hpp"

#include <algorithm>

#include "oauth/dpop_key.hpp"
#include "oauth/pause.hpp"
#include "oauth/refusal.hpp"
#include "transport/retry.hpp"

namespace cfy::oauth {
namespace {

using std::chrono::milliseconds;

// The store was changed by somebody else while we worked: what we know is old.
bool is_overtaken(const Error& error) { return error.code == ErrorCode::conflict; }

Error busy() {
  Error error = make_error(ErrorCode::timeout,
                           "Others were renewing the token all the time; is one of them stopped or hung? Try again.");
  error.rule = "renewal_busy";
  return error;
}

}  // namespace

TokenKeeper::TokenKeeper(std::shared_ptr<store::Store> store, std::string name, Ask ask, Times times,
                         const Clock& clock)
    : store_(std::move(store)), name_(std::move(name)), ask_(std::move(ask)), times_(times), clock_(clock) {}

std::shared_ptr<TokenCache> TokenKeeper::cache_for(const TokenPurpose& purpose) {
  const std::string key = join_scope(purpose.scope) + "\n" + purpose.resource;
  const std::scoped_lock lock(mutex_);
  std::shared_ptr<TokenCache>& cache = caches_[key];
  if (!cache) {
    cache = std::make_shared<TokenCache>([this, purpose](const Tokens* present) { return renew(purpose, present); },
                                         times_.buffer, clock_);
  }
  return cache;
}

Result<TokenCache::Held> TokenKeeper::tokens(const TokenPurpose& purpose) { return cache_for(purpose)->tokens(); }

Result<TokenCache::Held> TokenKeeper::present(const TokenPurpose& purpose) {
  const Result<Loaded> loaded = load();
  if (!loaded) return loaded.error();
  const KeptToken* const kept = loaded->record.find(purpose);
  if (kept == nullptr || (kept->lifetime && age_of(*kept) >= *kept->lifetime)) {
    return oauth::refused("access_token", "token_ended",
                          "There is no access token that is still good, and auto_refresh is off; "
                          "call refresh_token(), or log in.");
  }
  Result<Tokens> tokens = tokens_of(loaded->record, *kept);
  if (!tokens) return std::move(tokens).error();
  return std::make_shared<const Tokens>(*std::move(tokens));
}

void TokenKeeper::refused(const TokenPurpose& purpose, const secrets::Secret& access_token) {
  cache_for(purpose)->refused(access_token);
}

Result<TokenCache::Held> TokenKeeper::renewed(const TokenPurpose& purpose) {
  const Result<Loaded> loaded = load();
  if (!loaded) return loaded.error();
  const KeptToken* const kept = loaded->record.find(purpose);
  Tokens present;
  if (kept != nullptr) present.access_token = kept->token;
  Result<Tokens> tokens = renew(purpose, kept == nullptr ? nullptr : &present);
  if (!tokens) return std::move(tokens).error();
  const std::scoped_lock lock(mutex_);
  caches_.clear();
  return std::make_shared<const Tokens>(*std::move(tokens));
}

Result<std::optional<LoginRecord>> TokenKeeper::record() {
  Result<Loaded> loaded = load();
  if (!loaded) return std::move(loaded).error();
  if (loaded->version == 0) return std::optional<LoginRecord>();
  return std::optional(std::move(loaded->record));
}

Result<void> TokenKeeper::begin(const LoginRecord& record) {
  const Result<secrets::Secret> bytes = record.serialize();
  if (!bytes) return bytes.error();
  const Result<std::uint64_t> written = store_->put(name_, *bytes, {});
  if (!written) return written.error();
  const std::scoped_lock lock(mutex_);
  caches_.clear();
  return {};
}

Result<bool> TokenKeeper::forget() {
  {
    const std::scoped_lock lock(mutex_);
    caches_.clear();
  }
  return store_->remove(name_, {});
}

Result<TokenKeeper::Loaded> TokenKeeper::load() {
  Result<std::optional<store::Entry>> entry = store_->get(name_);
  if (!entry) return std::move(entry).error();
  if (!*entry) return Loaded();
  std::optional<LoginRecord> record = LoginRecord::deserialize((*entry)->value.reveal());
  if (record) return Loaded{*std::move(record), (*entry)->version};
  Error error = configuration_error("token_store",
                                    "The store's login was written by a later version of this library; "
                                    "upgrade, or name another store.");
  error.rule = "login_form";
  return error;
}

milliseconds TokenKeeper::age_of(const KeptToken& kept) const {
  // A clock that was set back makes a token young, never younger than new.
  return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(clock_.wall_now() - kept.begun_at));
}

bool TokenKeeper::is_due(const KeptToken& kept) const {
  if (!kept.lifetime) return false;
  const milliseconds lifetime(*kept.lifetime);
  return age_of(kept) >= lifetime - std::min(milliseconds(times_.buffer), lifetime / 2);
}

Result<Tokens> TokenKeeper::tokens_of(const LoginRecord& record, const KeptToken& kept) const {
  Tokens tokens;
  tokens.access_token = kept.token;
  tokens.refresh_token = record.refresh_token;
  tokens.dpop = kept.dpop;
  tokens.scope = kept.granted;
  tokens.expires_in = kept.lifetime;
  tokens.begun_at = clock_.steady_now() - age_of(kept);
  if (!record.dpop_key.empty()) {
    Result<DpopKey> key = DpopKey::from_pem(record.dpop_key);
    if (!key) return std::move(key).error();
    tokens.key = std::make_shared<const DpopKey>(*std::move(key));
  }
  return tokens;
}

// What the store has will do if it is good, and not the very token that is to be replaced.
std::optional<Result<Tokens>> TokenKeeper::usable(const LoginRecord& record, const TokenPurpose& purpose,
                                                  const Tokens* present) const {
  const KeptToken* const kept = record.find(purpose);
  if (kept == nullptr || is_due(*kept)) return std::nullopt;
  if (present != nullptr && present->access_token.equals(kept->token)) return std::nullopt;
  return tokens_of(record, *kept);
}

Result<Tokens> TokenKeeper::renew(const TokenPurpose& purpose, const Tokens* present) {
  constexpr milliseconds kFirstPause{4};
  constexpr milliseconds kLongestPause{100};
  const auto deadline = clock_.steady_now() + times_.patience;
  milliseconds wait = kFirstPause;
  while (true) {
    const Result<Loaded> loaded = load();
    if (!loaded) return loaded.error();
    if (auto found = usable(loaded->record, purpose, present)) return *std::move(found);
    const Result<std::optional<store::Lease>> lease = store_->acquire(name_, times_.lease);
    if (!lease) return lease.error();
    if (*lease) {
      Result<Tokens> tokens = renew_alone(**lease, purpose, present);
      // A lease that can't be given back ends by itself; what was to be had is there.
      static_cast<void>(store_->release(**lease));
      if (tokens || !is_overtaken(tokens.error())) return tokens;
    }
    if (clock_.steady_now() >= deadline) return busy();
    const auto part =
        milliseconds(static_cast<std::int64_t>(static_cast<double>(wait.count()) * transport::random_fraction()));
    if (Result<void> waited = pause(wait / 2 + part, nullptr); !waited) return std::move(waited).error();
    wait = std::min(2 * wait, kLongestPause);
  }
}

Result<Tokens> TokenKeeper::renew_alone(const store::Lease& lease, const TokenPurpose& purpose, const Tokens* present) {
  // Taking the lease has written to the store: one that can't be written is found before the refresh token is used up.
  Result<Loaded> loaded = load();
  if (!loaded) return std::move(loaded).error();
  if (auto found = usable(loaded->record, purpose, present)) return *std::move(found);
  const std::uint64_t version = loaded->version;
  Result<LoginRecord> renewed = ask_(std::move(loaded->record), purpose);
  if (!renewed) return lost(std::move(renewed).error(), lease, version);
  const Result<secrets::Secret> bytes = renewed->serialize();
  if (!bytes) return bytes.error();
  const Result<std::uint64_t> written = store_->put(name_, *bytes, {version, lease});
  if (!written) return written.error();
  return tokens_of(*renewed, *renewed->find(purpose));
}

// A refresh token that the server doesn't know any more may be one that somebody else has used since we read it, whose
// lease was gone: then the store has a newer one. Only if it hasn't is the login over.
Result<Tokens> TokenKeeper::lost(Error error, const store::Lease& lease, std::uint64_t version) {
  if (error.api_code != "invalid_grant" || version == 0) return error;
  const Result<bool> removed = store_->remove(name_, {version, lease});
  if (!removed) return removed.error();
  Error ended =
      oauth::refused("refresh_token", "login_lost",
                     "The authorization server has ended this login (it expired, was revoked, or its refresh token "
                     "was used elsewhere); log in again.");
  ended.api_code = std::move(error.api_code);
  ended.http_status = error.http_status;
  return ended;
}

}  // namespace cfy::oauth
