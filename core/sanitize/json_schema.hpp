#pragma once

#include <memory>

#include <simdjson.h>
#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"

namespace cfy::sanitize {

// A JSON Schema (2020-12, the keywords below), compiled once from a schema inside an OpenAPI 3.1 document and used from
// any thread. Keywords: $ref (local pointers), type, const, enum, properties, required, additionalProperties,
// minProperties, items, minItems, maxItems, minLength, maxLength (in code points), minimum, maximum, format
// (`date-time` only, asserted as RFC 3339), and `x-profile`, which holds a string to a text profile; and the schemas
// `true` and `false`. Annotations (description, examples, default, title, x-values, x-secret, deprecated) are passed over; any
// other keyword is an error when compiling, so that none is silently not enforced.
class JsonSchema {
 public:
  // `schema` is the schema, `document` what its local $refs point into; neither is kept. Recursion through $ref is
  // fine, unless it never gets deeper into the value. Errors: validation, field "schema", rules unsupported_keyword,
  // bad_keyword, unresolved_reference, endless_reference, too_deep; the message gives the place as a JSON pointer.
  static Result<JsonSchema> compile(const nlohmann::json& schema, const nlohmann::json& document);

  // Refuses `value`, which comes from JsonDocument (so that keys are unique and depth is bounded), with a
  // ValidationError: field is the place in dotted form (`capabilities.2`, empty for the root), rule the keyword that
  // failed (or the text profile's own rule; `false` for the schema `false`). For an unknown property where
  // additionalProperties is false the rule is `unknown_field`, the field is that property, and the message names the
  // nearest known one. A missing required property has the rule `required` and that property as field. Names that the
  // value brings are cleaned before they are shown.
  Result<void> validate(simdjson::dom::element value) const;

  JsonSchema(JsonSchema&&) noexcept;
  JsonSchema& operator=(JsonSchema&&) noexcept;
  ~JsonSchema();

  struct Program;  // internal

 private:
  explicit JsonSchema(std::unique_ptr<const Program> program) noexcept;
  std::unique_ptr<const Program> program_;
};

}  // namespace cfy::sanitize
