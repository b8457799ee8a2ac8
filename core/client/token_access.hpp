#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "privilege/access.hpp"

namespace cfy::client {

// What may be called with the tokens of a login: what its client's roles allow, of what the token at hand was granted, which
// may be less than was asked for (RFC 6749 section 3.3) and other with each refresh. Any number of threads.
class TokenAccess {
 public:
  // `roles`: without a grant of its own.
  explicit TokenAccess(privilege::Access roles) : roles_(std::move(roles)) {}

  // Never null. The last one is kept, so that it is worked out once for a token.
  [[nodiscard]] std::shared_ptr<const privilege::Access> of(const std::vector<std::string>& granted);

 private:
  const privilege::Access roles_;
  std::mutex mutex_;
  std::vector<std::string> granted_;                 // guarded by mutex_
  std::shared_ptr<const privilege::Access> access_;  // for `granted_`; guarded by mutex_
};

}  // namespace cfy::client
