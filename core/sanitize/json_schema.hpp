#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"
#include "sanitize/json_guard.hpp"
#include "sanitize/simdjson_fwd.hpp"

namespace cfy::sanitize {

struct SchemaOptions {
  // Refuse keywords that are not known, so that none is silently not enforced, and know `x-profile` (a text profile
  // that a string keeps) and the annotations `x-values` and `x-secret`. Errors then give the place in dotted form (`capabilities.2`),
  // and the rule `unknown_field` to a property where additionalProperties is false.
  bool strict_keywords = false;
  // Whether `format` is a rule (all formats of JSON Schema) or only says something. A metaschema may ask for it too.
  bool assert_formats = false;
  // Gives the document of an absolute URI without fragment that a schema refers to. Without it only the metaschemas of
  // JSON Schema 2020-12 and what is in the schema itself are known. Nothing is ever fetched by the compiler.
  std::function<Result<nlohmann::json>(const std::string& uri)> load;
};

// A JSON Schema (2020-12: the whole of core and validation), compiled once and used from any thread. Content keywords
// are annotations. Patterns are ECMA-262's and matched in linear time; lookaround and backreferences, which take more,
// are refused when compiling.
class JsonSchema {
 public:
  // `schema` is the whole document; it is not kept. Recursion through $ref is fine, unless it never gets deeper into
  // the value. Errors: validation, field "schema", rules unsupported_keyword, bad_keyword, bad_pattern,
  // unsupported_pattern, unresolved_reference, endless_reference, unknown_dialect, unknown_vocabulary, too_deep,
  // too_large; the message gives the place as a JSON pointer.
  static Result<JsonSchema> compile(const nlohmann::json& schema, const SchemaOptions& options);

  // A schema inside an OpenAPI 3.1 document, which its local $refs point into: strict keywords, formats asserted.
  static Result<JsonSchema> compile(const nlohmann::json& schema, const nlohmann::json& document);

  // Refuses `value`, which comes from JsonDocument (so that keys are unique and depth is bounded), with a
  // ValidationError: field is the place as a JSON pointer (or in dotted form, see SchemaOptions; empty for the root),
  // rule the keyword that failed (or the text profile's own rule; `false` for the schema `false`), and the message ends
  // in the keyword's place in the schema unless keywords are strict. A missing required property is the field itself.
  // Names that the value brings are cleaned before they are shown. Values that would take too long (subschemas that
  // apply over and over) have the rule too_complex.
  Result<void> validate(simdjson::dom::element value) const;
  // The same for what read_exact_json() gives.
  Result<void> validate(const nlohmann::json& value) const;
  // Guard and schema in one, on text from outside; numbers of any size count without loss. Errors of the guard as
  // JsonDocument's.
  Result<void> validate_text(std::string_view text, const JsonLimits& limits = {}) const;

  JsonSchema(JsonSchema&&) noexcept;
  JsonSchema& operator=(JsonSchema&&) noexcept;
  ~JsonSchema();

  struct Program;  // internal

 private:
  explicit JsonSchema(std::unique_ptr<const Program> program) noexcept;
  std::unique_ptr<const Program> program_;
};

}  // namespace cfy::sanitize
