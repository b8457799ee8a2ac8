// JSON Schema 2020-12 as a whole; json_schema_test.cpp has what the API document makes of it.
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "sanitize/json_exact.hpp"
#include "sanitize/json_schema.hpp"
#include "vectors.hpp"

namespace cfy::sanitize {
namespace {

using nlohmann::json;
using test::OrderedJson;

Result<JsonSchema> compile(const OrderedJson& vector) {
  SchemaOptions options;
  options.assert_formats = vector.value("format_assertion", false);
  options.load = [&](const std::string& uri) -> Result<json> {
    if (!vector.contains("documents") || !vector.at("documents").contains(uri)) {
      return validation_error("map", "unmapped", "There is no such document.");
    }
    return json(vector.at("documents").at(uri));
  };
  return JsonSchema::compile(json(vector.at("schema")), options);
}

JsonSchema compiled(const char* text) {
  return JsonSchema::compile(read_exact_json(text).value(), SchemaOptions{}).value();
}

std::string verdict(const JsonSchema& schema, std::string_view text) {
  const auto result = schema.validate_text(text);
  return result ? "ok" : result.error().rule;
}

// Both kinds of values, simdjson's and the exact ones, have to be judged alike.
void expect_refusal(const Result<void>& result, const OrderedJson& invalid) {
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::validation);
  EXPECT_EQ(result.error().rule, invalid.at("rule"));
  EXPECT_EQ(result.error().field, invalid.at("field"));
  EXPECT_THAT(result.error().message, ::testing::HasSubstr(" Schema: "));
}

TEST(JsonSchema2020, CompilesAndValidatesAsTheVectorsSay) {
  for (const OrderedJson& vector : test::load_cases("json_schema.json")) {
    SCOPED_TRACE(vector.at("name"));
    const auto schema = compile(vector);
    if (vector.contains("error")) {
      ASSERT_FALSE(schema.ok());
      EXPECT_EQ(schema.error().field, "schema");
      EXPECT_EQ(schema.error().rule, vector.at("error")) << schema.error().message;
      continue;
    }
    ASSERT_TRUE(schema.ok()) << schema.error().message;
    JsonDocument document;
    for (const OrderedJson& value : vector.at("valid")) {
      SCOPED_TRACE(value.dump());
      const auto fast = schema->validate(document.parse(value.dump()).value());
      EXPECT_TRUE(fast.ok()) << fast.error().message;
      EXPECT_TRUE(schema->validate(json(value)).ok());
    }
    for (const OrderedJson& invalid : vector.at("invalid")) {
      SCOPED_TRACE(invalid.dump());
      expect_refusal(schema->validate(document.parse(invalid.at("value").dump()).value()), invalid);
      expect_refusal(schema->validate(json(invalid.at("value"))), invalid);
    }
  }
}

TEST(JsonSchema2020, NumbersOfAnySizeCountWithoutLoss) {
  EXPECT_EQ(verdict(compiled(R"({"type":"integer"})"), "12345678910111213141516171819202122232425262728293031"), "ok");
  EXPECT_EQ(verdict(compiled(R"({"type":"integer"})"), "-12345678910111213141516171819202122232425262728293031.0"),
            "ok");
  EXPECT_EQ(verdict(compiled(R"({"type":"integer"})"), "98249283749234923498293171823948729348710298301928331.1"),
            "type");
  EXPECT_EQ(verdict(compiled(R"({"type":"string"})"), "98249283749234923498293171823948729348710298301928331"), "type");
  const JsonSchema high = compiled(R"({"maximum":18446744073709551615})");
  EXPECT_EQ(verdict(high, "18446744073709551600.0"), "ok") << "as a double it would be 2^64";
  EXPECT_EQ(verdict(high, "18446744073709551615.1"), "maximum");
  EXPECT_EQ(verdict(high, "18446744073709551616"), "maximum");
  const JsonSchema low = compiled(R"({"exclusiveMinimum":-972783798187987123879878123.18878137})");
  EXPECT_EQ(verdict(low, "-972783798187987123879878123.188781371"), "exclusiveMinimum");
  EXPECT_EQ(verdict(low, "-972783798187987123879878123.188781369"), "ok");
  EXPECT_EQ(verdict(compiled(R"({"const":100000000000000000000})"), "1e20"), "ok");
  EXPECT_EQ(verdict(compiled(R"({"const":100000000000000000000})"), "100000000000000000001"), "const");
  EXPECT_EQ(verdict(compiled(R"({"uniqueItems":true})"), "[100000000000000000000,100000000000000000001]"), "ok");
  EXPECT_EQ(verdict(compiled(R"({"uniqueItems":true})"), "[100000000000000000000,1e20]"), "uniqueItems");
  const JsonSchema step = compiled(R"({"multipleOf":1000000000000000000000007})");
  EXPECT_EQ(verdict(step, "3000000000000000000000021"), "ok");
  EXPECT_EQ(verdict(step, "3000000000000000000000022"), "multipleOf");
  EXPECT_EQ(verdict(step, "0"), "ok");
}

TEST(JsonSchema2020, TheGuardStandsBeforeTheSchema) {
  const JsonSchema anything = compiled("true");
  EXPECT_EQ(verdict(anything, R"({"a":1,"\u0061":2})"), "duplicate_key");
  EXPECT_EQ(verdict(anything, R"([{"a":100000000000000000000,"\u0061":2}])"), "duplicate_key");
  EXPECT_EQ(verdict(anything, std::string_view("100000000000000000000\0", 22)), "syntax");
  EXPECT_EQ(verdict(anything,
                    "\xEF\xBB\xBF"
                    "100000000000000000000"),
            "syntax");
  EXPECT_EQ(verdict(anything, "100000000000000000000 1"), "syntax");
  EXPECT_EQ(verdict(anything, "1e400"), "number_out_of_range");
  EXPECT_EQ(verdict(anything, std::string(65, '[') + "100000000000000000000" + std::string(65, ']')), "too_deep");
  EXPECT_EQ(verdict(anything, std::string(300, '9')), "ok");
  EXPECT_EQ(verdict(anything, std::string(400, '9')), "number_out_of_range") << "beyond a double's exponents";
  EXPECT_EQ(verdict(anything, "0." + std::string(5000, '9')), "number_out_of_range") << "more digits than are sensible";
}

TEST(JsonSchema2020, ManyEqualItemsAreNotSlow) {
  const JsonSchema schema = compiled(R"({"uniqueItems":true})");
  std::string text = "[";
  for (int i = 0; i < 200'000; ++i) text += std::to_string(9007199254740992 + i) + ",";
  EXPECT_EQ(verdict(schema, text + "0]"), "ok");
  EXPECT_EQ(verdict(schema, text + "9007199254740993]"), "uniqueItems");
}

TEST(JsonSchema2020, AlternativesThatMultiplyAreBounded) {
  json schema = {{"$defs", {{"d0", {{"type", "string"}}}}}};
  for (int i = 1; i < 60; ++i) {
    const std::string below = "#/$defs/d" + std::to_string(i - 1);
    schema["$defs"]["d" + std::to_string(i)] = {{"anyOf", {{{"$ref", below}}, {{"$ref", below}}}}};
  }
  schema["$ref"] = "#/$defs/d59";
  EXPECT_EQ(verdict(JsonSchema::compile(schema, SchemaOptions{}).value(), "1"), "too_complex");
}

TEST(JsonSchema2020, ErrorGivesTheKeywordsPlaceInTheSchema) {
  const JsonSchema schema = compiled(R"({"$id":"http://localhost/s","items":{"properties":{"a/b":{"maxLength":1}}}})");
  EXPECT_THAT(schema.validate_text(R"([{"a/b":"xy"}])").error().message,
              ::testing::HasSubstr("http://localhost/s#/items/properties/a~1b/maxLength"));
}

// Against a definition of its own: `x` fits allOf, anyOf, oneOf and not exactly where Boolean algebra says so.
bool fits(const json& schema, int x) {
  const auto count = [&](const char* keyword) {
    int hits = 0;
    for (const json& part : schema.at(keyword)) hits += fits(part, x) ? 1 : 0;
    return hits;
  };
  if (schema.contains("minimum")) return x >= schema.at("minimum").get<int>();
  if (schema.contains("multipleOf")) return x % schema.at("multipleOf").get<int>() == 0;
  if (schema.contains("const")) return x == schema.at("const").get<int>();
  if (schema.contains("not")) return !fits(schema.at("not"), x);
  if (schema.contains("if")) return fits(schema.at(fits(schema.at("if"), x) ? "then" : "else"), x);
  if (schema.contains("allOf")) return count("allOf") == static_cast<int>(schema.at("allOf").size());
  if (schema.contains("anyOf")) return count("anyOf") > 0;
  return count("oneOf") == 1;
}

json random_schema(std::mt19937& random, int depth) {
  const auto part = [&] { return random_schema(random, depth - 1); };
  switch (random() % (depth == 0 ? 3 : 8)) {
    case 0: return {{"minimum", static_cast<int>(random() % 20)}};
    case 1: return {{"multipleOf", static_cast<int>(1 + random() % 6)}};
    case 2: return {{"const", static_cast<int>(random() % 20)}};
    case 3: return {{"not", part()}};
    case 4: return {{"if", part()}, {"then", part()}, {"else", part()}};
    case 5: return {{"allOf", {part(), part()}}};
    case 6: return {{"anyOf", {part(), part(), part()}}};
    default: return {{"oneOf", {part(), part()}}};
  }
}

TEST(JsonSchema2020, AgreesWithBooleanAlgebraOnRandomSchemas) {
  std::mt19937 random(2020);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases in every run
  int refused = 0;
  for (int round = 0; round < 500; ++round) {
    const json source = random_schema(random, 4);
    const JsonSchema schema = JsonSchema::compile(source, SchemaOptions{}).value();
    for (int x = 0; x < 20; ++x) {
      const bool good = schema.validate(json(x)).ok();
      ASSERT_EQ(good, fits(source, x)) << source << " " << x;
      refused += good ? 0 : 1;
    }
  }
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace cfy::sanitize
