#pragma once

#include <string>
#include <utility>

#include "base/error.hpp"

namespace cfy::oauth {

// What a token, a key or an answer of the authorization server is refused with. `field` says where (`header.alg`,
// `claims.exp`, `jwks`), `rule` is a stable name; the message holds nothing of a credential.
inline Error refused(std::string field, std::string rule, std::string message) {
  Error error = make_error(ErrorCode::oauth, std::move(message));
  error.field = std::move(field);
  error.rule = std::move(rule);
  return error;
}

}  // namespace cfy::oauth
