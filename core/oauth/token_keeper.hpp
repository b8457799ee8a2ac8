#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "oauth/login_record.hpp"
#include "oauth/token_cache.hpp"
#include "store/store.hpp"

namespace cfy::oauth {

// The tokens of one login, kept in a store, so that all threads, processes and hosts that share it renew them once: who
// finds a token due takes a lease, reads the store again, asks the server, writes what came, and gives the lease back.
// A refresh token that two send at once ends the whole login; one that was sent and not heard of is never sent again
// before the store has been read. Whoever is killed meanwhile holds the others up for the lease's lifetime and no longer.
//
// The lease is for the login, since the family of a refresh token is one; what is shared is a token of the same scope and
// resource (and so of the same refresh token and key), never another's. Any number of threads.
class TokenKeeper {
 public:
  // Asks the server for a token for `purpose`, with what is kept; nothing is kept yet if the record is empty. Answers
  // with the record as it is to be from now on: the new token, and what else has changed.
  using Ask = std::function<Result<LoginRecord>(LoginRecord record, const TokenPurpose& purpose)>;
  struct Times {
    std::chrono::seconds buffer{60};          // a token is renewed min(buffer, lifetime / 2) before its end
    std::chrono::milliseconds lease{25'000};  // longer than asking can take
    std::chrono::milliseconds patience{60'000};
  };

  // `name` says which login it is. `store` may be shared.
  TokenKeeper(std::shared_ptr<store::Store> store, std::string name, Ask ask, Times times,
              const Clock& clock = system_clock());

  // A token that is good now. Errors: those of asking and of the store, and (oauth, field refresh_token) login_lost: the
  // server has ended the login, which was forgotten; (timeout) renewal_busy: others had the lease all the time.
  Result<TokenCache::Held> tokens(const TokenPurpose& purpose);
  // The one that the store has, until its end: nothing is renewed. Errors: (oauth, field access_token) token_ended.
  Result<TokenCache::Held> present(const TokenPurpose& purpose);
  // Says that a server refused this token; the next call brings another.
  void refused(const TokenPurpose& purpose, const secrets::Secret& access_token);
  // The same, but one that is newer than what is kept now.
  Result<TokenCache::Held> renewed(const TokenPurpose& purpose);

  // What the store holds; nothing if there is no login.
  Result<std::optional<LoginRecord>> record();
  // A new login in the place of the one that there was.
  Result<void> begin(const LoginRecord& record);
  // Whether there was one.
  Result<bool> forget();

 private:
  // A record and the version of its entry; 0: there is none.
  struct Loaded {
    LoginRecord record;
    std::uint64_t version = 0;
  };

  std::shared_ptr<TokenCache> cache_for(const TokenPurpose& purpose);
  Result<Loaded> load();
  Result<Tokens> renew(const TokenPurpose& purpose, const Tokens* present);
  Result<Tokens> renew_alone(const store::Lease& lease, const TokenPurpose& purpose, const Tokens* present);
  Result<Tokens> lost(Error error, const store::Lease& lease, std::uint64_t version);
  [[nodiscard]] std::optional<Result<Tokens>> usable(const LoginRecord& record, const TokenPurpose& purpose,
                                                     const Tokens* present) const;
  [[nodiscard]] std::chrono::milliseconds age_of(const KeptToken& kept) const;
  [[nodiscard]] bool is_due(const KeptToken& kept) const;
  [[nodiscard]] Result<Tokens> tokens_of(const LoginRecord& record, const KeptToken& kept) const;

  const std::shared_ptr<store::Store> store_;
  const std::string name_;
  const Ask ask_;
  const Times times_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<TokenCache>> caches_;  // by purpose; guarded by mutex_
};

}  // namespace cfy::oauth
