// What reading the JSON of keys, tokens and answers has in common.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sanitize/json_guard.hpp"

namespace cfy::oauth {

// A JSON object that came from outside, read with the JSON guard. The guard's rules (duplicate_key, syntax, …) are kept;
// what is no object has the rule json_object. `field` names the text; `code` is what a refusal of it is.
Result<simdjson::dom::object> read_object(sanitize::JsonDocument& document, std::string_view text,
                                          std::string_view field, std::size_t limit);

// The member, or nothing.
std::optional<simdjson::dom::element> member(simdjson::dom::object object, std::string_view name);

// A member that is a string if it is there; the rule is `rule` if it is something else.
Result<std::optional<std::string_view>> string_member(simdjson::dom::object object, std::string_view name,
                                                      std::string_view field, std::string_view rule);

// With small letters for the capital ones of ASCII.
std::string lower_case(std::string_view text);

}  // namespace cfy::oauth
