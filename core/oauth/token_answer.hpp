#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::oauth {

// A set of scopes. An empty text is the empty set. Errors (oauth, rule scope_form): characters or spaces that RFC 6749
// section 3.3 doesn't allow.
Result<std::vector<std::string>> split_scope(std::string_view text);

// The set as it stands in requests.
std::string join_scope(const std::vector<std::string>& scope);
// Whether all of `scope` is in `whole`.
bool is_within(const std::vector<std::string>& scope, const std::vector<std::string>& whole);

// What was asked for, to judge the answer by.
struct TokenWish {
  std::vector<std::string> scope;  // that was asked for; at a refresh, that was granted before
  bool dpop = false;               // the token was to be bound to our key
  std::size_t most_bytes = 1U << 20U;
};

class DpopKey;

// Tokens that the server granted.
struct Tokens {
  secrets::Secret access_token;
  secrets::Secret refresh_token;  // empty if there is none
  secrets::Secret id_token;       // empty if there is none; not yet verified
  bool dpop = false;
  std::shared_ptr<const DpopKey> key;  // that they are bound to, where that is known; null if to none
  std::optional<std::chrono::seconds> expires_in;
  // When the lifetime began, by this process's monotonic clock; nothing: when it was asked for.
  std::optional<std::chrono::steady_clock::time_point> begun_at;
  std::vector<std::string> scope;  // what was granted; what was asked for where the server doesn't say
};

// An error answer of any endpoint: oauth, rule error_answer, with the server's code as `api_code` and its description,
// cleaned. `field` names the answer.
Error read_error_answer(int status, std::string_view content_type, std::string_view body, std::string_view field,
                        std::size_t most_bytes = 1U << 20U);

// Whether an answer says that it is JSON.
bool is_json(std::string_view content_type);

// Reads the answer of a token endpoint. An error answer (any status but 200) becomes an oauth error with the server's
// code as `api_code` and a cleaned description; `invalid_client` and `invalid_grant` and the like are told so.
//
// Refused (oauth, field `token_answer` or `token_answer.…`): what is not JSON by the JSON guard's rules (duplicate_key,
// syntax, …) or too_large; content_type; token_missing; token_form (CR, LF, or what no header can carry);
// token_type_missing, token_type_unknown, token_type_downgraded (Bearer where DPoP was asked), token_type_unasked (DPoP
// where it was not); expires_in_form (negative, a fraction, not a number); scope_form; scope_wider.
Result<Tokens> parse_token_answer(int status, std::string_view content_type, std::string_view body,
                                  const TokenWish& wish);

}  // namespace cfy::oauth
