#pragma once

#include "base/result.hpp"
#include "sanitize/simdjson_fwd.hpp"
#include "sanitize/uri_template.hpp"

namespace cfy::sanitize {

// The variables of a template from a JSON object: text, numbers and booleans as they are written, lists and objects of
// these; null, also inside a list or object, is undefined. Errors: validation, field = the variable (or "variables"),
// rule bad_value.
Result<UriVariables> uri_variables(simdjson::dom::element object);

}  // namespace cfy::sanitize
