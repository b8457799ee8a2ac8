#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "managers/channel.hpp"
#include "oauth/token_answer.hpp"

namespace cfy::managers {

// The access token of an answer and how long it lasts (`expires_in`, or App Service's `expires_on`; numbers, or text as
// Azure writes them). `who` answered. An answer that refuses us is an authentication error.
Result<oauth::Tokens> read_access_token(const Result<Answer>& answer, std::string_view who, const Clock& clock);

}  // namespace cfy::managers
