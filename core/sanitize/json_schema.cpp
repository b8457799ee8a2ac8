#include "sanitize/json_schema.hpp"

#include <utility>

#include <simdjson.h>

#include "sanitize/json_exact.hpp"
#include "sanitize/json_schema_program.hpp"
#include "sanitize/json_schema_validator.hpp"

namespace cfy::sanitize {
namespace {

template <class Value>
Result<void> held(const JsonSchema::Program& program, Value value) {
  Validator<Value> validator(program);
  if (!validator.holds(value)) return std::move(validator).error();
  return {};
}

}  // namespace

JsonSchema::JsonSchema(std::unique_ptr<const Program> program) noexcept : program_(std::move(program)) {}
JsonSchema::JsonSchema(JsonSchema&&) noexcept = default;
JsonSchema& JsonSchema::operator=(JsonSchema&&) noexcept = default;
JsonSchema::~JsonSchema() = default;

Result<JsonSchema> JsonSchema::compile(const nlohmann::json& schema, const SchemaOptions& options) {
  auto program = compile_schema(schema, schema, options);
  if (!program) return std::move(program).error();
  return JsonSchema(*std::move(program));
}

Result<JsonSchema> JsonSchema::compile(const nlohmann::json& schema, const nlohmann::json& document) {
  auto program = compile_schema(schema, document, {.strict_keywords = true, .assert_formats = true, .load = {}});
  if (!program) return std::move(program).error();
  return JsonSchema(*std::move(program));
}

Result<void> JsonSchema::validate(simdjson::dom::element value) const { return held(*program_, value); }

Result<void> JsonSchema::validate(const nlohmann::json& value) const { return held(*program_, view::Exact{&value}); }

Result<void> JsonSchema::validate_text(std::string_view text, const JsonLimits& limits) const {
  if (!may_lose_digits(text)) {
    JsonDocument document;
    const auto root = document.parse(text, limits);
    if (root) return validate(*root);
    if (root.error().rule != "number_out_of_range") return root.error();
  }
  const auto exact = read_exact_json(text, limits);
  if (!exact) return exact.error();
  return validate(*exact);
}

}  // namespace cfy::sanitize
