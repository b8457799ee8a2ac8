#include "sanitize/json_guard.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "vectors.hpp"

namespace cfy::sanitize {
namespace {

using test::OrderedJson;

std::string verdict(JsonDocument& document, std::string_view text, const JsonLimits& limits = {}) {
  const auto parsed = document.parse(text, limits);
  return parsed ? "ok" : parsed.error().rule;
}

TEST(JsonGuard, AcceptsAndRefusesAsTheVectorsSay) {
  JsonDocument document;
  for (const OrderedJson& vector : test::load_cases("json.json")) {
    SCOPED_TRACE(vector.at("name"));
    const std::string text = test::bytes_of(vector, "text");
    EXPECT_EQ(verdict(document, text), vector.at("expect"));
    JsonDocument fresh;
    EXPECT_EQ(verdict(fresh, text), vector.at("expect")) << "without a parse before it";
  }
}

TEST(JsonGuard, ErrorIsAValidationErrorThatGivesNoPartOfTheText) {
  JsonDocument document;
  for (const std::string_view text : {R"({"hush":1,"hush":2})", "[\"hush\" x]", "\"hush\" 1", "[\"hush\",1e999]"}) {
    const auto parsed = document.parse(text);
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(parsed.error().code, ErrorCode::validation);
    EXPECT_EQ(parsed.error().field, "json");
    EXPECT_THAT(parsed.error().message, ::testing::Not(::testing::HasSubstr("hush")));
  }
}

TEST(JsonGuard, SyntaxErrorGivesTheByte) {
  JsonDocument document;
  EXPECT_THAT(document.parse("[1,2,x]").error().message, ::testing::HasSubstr("byte 6"));
}

TEST(JsonGuard, KeepsToTheLimitsGiven) {
  JsonDocument document;
  EXPECT_EQ(verdict(document, "[1]", {.depth = 1}), "ok");
  EXPECT_EQ(verdict(document, "[[]]", {.depth = 1}), "too_deep");
  EXPECT_EQ(verdict(document, "[[1]]", {.depth = 2}), "ok") << "limits may change from parse to parse";
  EXPECT_EQ(verdict(document, "1", {.depth = 0}), "ok");
  EXPECT_EQ(verdict(document, "{}", {.depth = 0}), "too_deep");
  EXPECT_EQ(verdict(document, "[10]", {.bytes = 4}), "ok");
  EXPECT_EQ(verdict(document, "[100]", {.bytes = 4}), "too_large");
}

TEST(JsonGuard, RefusesHostileNestingWithoutRecursion) {
  JsonDocument document;
  const std::string open(1'000'000, '[');
  EXPECT_NE(verdict(document, open), "ok");
  EXPECT_EQ(verdict(document, open + std::string(open.size(), ']')), "too_deep");
}

TEST(JsonGuard, ReadsTextWithoutPaddingAndIsReusable) {
  JsonDocument document;
  for (int round = 0; round < 3; ++round) {
    const std::string text = R"({"name":"Kitchen thermostat"})" + std::string(static_cast<std::size_t>(round), ' ');
    const auto parsed = document.parse(std::string_view(text));
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(std::string_view(parsed->at_key("name")), "Kitchen thermostat");
    EXPECT_EQ(verdict(document, "{"), "syntax");
  }
}

TEST(JsonGuard, FindsADuplicateAmongAnyNumberOfKeys) {
  JsonDocument document;
  for (std::size_t count = 2; count < 40; ++count) {
    std::string fields;
    for (std::size_t key = 0; key < count; ++key) fields += "\"key" + std::to_string(key) + "\":0,";
    EXPECT_EQ(verdict(document, "{" + fields + R"("last":0})"), "ok") << count;
    EXPECT_EQ(verdict(document, "{" + fields + R"("key0":0})"), "duplicate_key") << count;
    EXPECT_EQ(verdict(document, "{" + fields + "\"key" + std::to_string(count - 1) + "\":0}"), "duplicate_key");
  }
}

TEST(JsonGuard, ManyKeysOfAnAttackersChoiceAreNotSlow) {
  std::string text = "{";
  for (int key = 0; key < 200'000; ++key) text += "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" + std::to_string(key) + "\":0,";
  text += R"("b":0})";
  JsonDocument document;
  EXPECT_EQ(verdict(document, text), "ok");
}

TEST(JsonGuard, AgreesWithAnotherParserOnMutatedText) {
  constexpr std::string_view kSeed = R"({"id":"d\u00e9","n":[1,-2.5e3,true,null,{"x":"\ud83d\ude00"}],"s":"\n"})";
  constexpr std::string_view kBytes = "{}[]\",:\\u0e-.tn \x01\x7f\xC3\xA9\xFF";
  std::mt19937 random(8259);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases in every run
  JsonDocument document;
  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text(kSeed);
    for (auto edits = 1 + random() % 2; edits > 0; --edits)
      text[random() % text.size()] = kBytes[random() % kBytes.size()];
    const std::string result = verdict(document, text);
    if (result == "duplicate_key") continue;  // the other parser allows it
    ASSERT_EQ(result == "ok", nlohmann::json::accept(text)) << text << " " << result;
    refused += result == "ok" ? 0 : 1;
  }
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace cfy::sanitize
