#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "oauth/jwk_set.hpp"

namespace cfy::oauth {

// An issuer's keys, fetched when they are needed and kept. A token that names an unknown key makes it fetch them once
// more, but no sooner than `floor` after the last time: nobody may make us hammer the issuer with invented names. Any
// thread; while one fetches, the others wait for what it brings.
class JwksCache {
 public:
  struct Times {
    std::chrono::seconds keep{600};  // then they are fetched anew, so that withdrawn keys end
    std::chrono::seconds floor{30};  // between two fetches, failed ones included
  };
  using Fetch = std::function<Result<std::string>()>;

  explicit JwksCache(Fetch fetch) : JwksCache(std::move(fetch), Times()) {}
  JwksCache(Fetch fetch, Times times, const Clock& clock = system_clock())
      : fetch_(std::move(fetch)), times_(times), clock_(clock) {}

  // The keys, fetched if there are none, if they are too old, or if `kid` is given and not among them. That the name is
  // unknown even so is not an error here: JwkSet::select() tells it. When the issuer cannot be reached, keys that are too
  // old are used on until twice their time.
  Result<std::shared_ptr<const JwkSet>> keys(const std::optional<std::string>& kid);

 private:
  using Instant = std::chrono::steady_clock::time_point;
  [[nodiscard]] bool wants_fetch(const std::optional<std::string>& kid, Instant now) const;
  void fetch(Instant now);

  const Fetch fetch_;
  const Times times_;
  const Clock& clock_;
  std::mutex mutex_;
  std::shared_ptr<const JwkSet> keys_;
  std::optional<Instant> fetched_at_;  // when keys_ came
  std::optional<Instant> tried_at_;
  std::optional<Error> failure_;  // of the last try
};

}  // namespace cfy::oauth
