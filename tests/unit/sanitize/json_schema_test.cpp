#include "sanitize/json_schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "sanitize/json_guard.hpp"
#include "vectors.hpp"

namespace cfy::sanitize {
namespace {

using nlohmann::json;
using test::OrderedJson;

Result<void> validated(const JsonSchema& schema, const json& value) {
  JsonDocument document;
  return schema.validate(document.parse(value.dump()).value());
}

JsonSchema compiled(const json& schema) { return JsonSchema::compile(schema, schema).value(); }

TEST(JsonSchema, CompilesAndValidatesAsTheVectorsSay) {
  for (const OrderedJson& vector : test::load_cases("schema.json")) {
    SCOPED_TRACE(vector.at("name"));
    const auto schema = JsonSchema::compile(json(vector.at("schema")), json(vector.value("document", OrderedJson())));
    if (vector.contains("error")) {
      ASSERT_FALSE(schema.ok());
      EXPECT_EQ(schema.error().code, ErrorCode::validation);
      EXPECT_EQ(schema.error().field, "schema");
      EXPECT_EQ(schema.error().rule, vector.at("error"));
      continue;
    }
    ASSERT_TRUE(schema.ok()) << schema.error().message;
    for (const OrderedJson& test_case : vector.at("values")) {
      SCOPED_TRACE(test_case.dump());
      const auto result = validated(*schema, json(test_case.at("value")));
      EXPECT_EQ(result ? "ok" : result.error().rule, test_case.at("expect"));
      if (!result) {
        EXPECT_EQ(result.error().code, ErrorCode::validation);
        EXPECT_EQ(result.error().field, test_case.at("field"));
      }
    }
  }
}

TEST(JsonSchema, UnknownFieldNamesTheNearestKnownOne) {
  const JsonSchema schema =
      compiled({{"properties", {{"name", true}, {"type", true}}}, {"additionalProperties", false}});
  const auto result = validated(schema, {{"nam", "x"}});
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.error().message, ::testing::HasSubstr("Did you mean \"name\"?"));
}

TEST(JsonSchema, FindsEveryPropertyOfALargeObject) {
  json schema = {{"properties", json::object()}, {"additionalProperties", false}};
  json value = json::object();
  for (int i = 0; i < 100; ++i) {
    schema["properties"]["p" + std::to_string(i)] = {{"const", i}};
    value["p" + std::to_string(i)] = i;
  }
  const JsonSchema whole = compiled(schema);
  EXPECT_TRUE(validated(whole, value).ok());
  value["p57"] = 58;
  EXPECT_EQ(validated(whole, value).error().field, "p57");
}

TEST(JsonSchema, OutlivesWhatItWasCompiledFrom) {
  auto source = std::make_unique<json>(json{{"$ref", "#/$defs/a"}, {"description", "x"}});
  const json document = {{"$defs", {{"a", {{"enum", {"only"}}}}}}};
  const JsonSchema schema = JsonSchema::compile(*source, document).value();
  source.reset();
  EXPECT_TRUE(validated(schema, "only").ok());
  EXPECT_FALSE(validated(schema, "other").ok());
}

TEST(JsonSchema, RefusesASchemaThatIsNestedWithoutEnd) {
  json schema = true;
  for (int i = 0; i < 5'000; ++i) schema = {{"items", std::move(schema)}};
  EXPECT_EQ(JsonSchema::compile(schema, schema).error().rule, "too_deep");
}

TEST(JsonSchema, CompileErrorGivesThePlaceAsAPointer) {
  const json schema = {{"properties", {{"a", {{"items", {{"patern", "x"}}}}}}}};
  EXPECT_THAT(JsonSchema::compile(schema, schema).error().message, ::testing::HasSubstr("/properties/a/items/patern"));
}

}  // namespace
}  // namespace cfy::sanitize
