#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "managers/secret_json.hpp"
#include "secrets/secret.hpp"

namespace cfy::managers {

// One value out of a JSON object of several, which is how people keep more than one in a secret.

// The field's text. Fails (not_found, rule missing_field) if it is not there or no string, or if the whole is no object.
Result<secrets::Secret> read_field(const secrets::Secret& whole, std::string_view field);
Result<secrets::Secret> read_field(Json object, std::string_view field);

// The object with the field set and all others as they were. An empty `whole` is an empty object.
Result<secrets::Secret> with_field(const secrets::Secret& whole, std::string_view field, const secrets::Secret& value);
Result<secrets::Secret> with_field(std::optional<Json> object, std::string_view field, const secrets::Secret& value);

}  // namespace cfy::managers
