#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace cfy::oauth {

// application/x-www-form-urlencoded: bodies of token requests, queries of authorization requests and answers.
using FormFields = std::vector<std::pair<std::string, std::string>>;

// Appends `name=value`, with `&` before it unless `form` is empty or ends in `?`.
void append_field(std::string& form, std::string_view name, std::string_view value);

// One value in form encoding, as RFC 6749 section 2.3.1 has a client's id and secret encoded for Basic.
std::string form_encoded(std::string_view value);

// The fields of a query, in order. Errors (oauth, field `authorization_answer`): parameter_form (a `%` without two hex
// digits, or what decodes to control characters), duplicate_parameter, too_large (over 64 KiB).
Result<FormFields> parse_form(std::string_view form);

}  // namespace cfy::oauth
