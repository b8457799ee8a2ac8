// What verify_jwt() does once the signature is right.
#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "oauth/jws.hpp"
#include "oauth/jwt.hpp"

namespace cfy::oauth {

Result<void> check_typ(const JoseHeader& header, const JwtRules& rules);

Result<void> check_claims(std::string_view payload, Algorithm algorithm, const JwtRules& rules, const Clock& clock);

}  // namespace cfy::oauth
