#pragma once

#include <functional>
#include <string_view>

#include "base/result.hpp"
#include "managers/channel.hpp"
#include "oauth/token_cache.hpp"

namespace cfy::managers {

// An access token that is got by `log_in`, kept, and sent with each call. One that the manager refuses is replaced once.
class BearerLogin {
 public:
  using LogIn = std::function<Result<oauth::Tokens>(const Channel& channel)>;
  BearerLogin(const LogIn& log_in, const Channel& channel);

  // What the manager answered to the call; 401 only if a new token did not help.
  Result<Answer> send(const Call& call);

 private:
  const Channel channel_;
  oauth::TokenCache tokens_;
};

}  // namespace cfy::managers
