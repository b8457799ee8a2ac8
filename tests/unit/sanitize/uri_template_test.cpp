#include "sanitize/uri_template.hpp"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vectors.hpp"

namespace cfy::sanitize {
namespace {

using test::OrderedJson;

UriValue value_of(const OrderedJson& json) {
  if (json.is_string()) return json.get<std::string>();
  if (json.is_array()) return json.get<std::vector<std::string>>();
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [key, value] : json.items()) pairs.emplace_back(key, value.get<std::string>());
  return pairs;
}

Result<std::string> expanded(std::string_view text, const UriVariables& variables) {
  const auto parsed = UriTemplate::parse(text);
  if (!parsed) return parsed.error();
  std::string out;
  if (auto done = parsed->expand(variables, out); !done) return std::move(done).error();
  return out;
}

TEST(UriTemplate, ExpandsAsTheVectorsSay) {
  for (const OrderedJson& vector : test::load_cases("uri_templates.json")) {
    const auto text = vector.at("template").get<std::string>();
    SCOPED_TRACE(text);
    UriVariables variables;
    for (const auto& [name, value] : vector.at("variables").items()) variables.emplace(name, value_of(value));
    const auto result = expanded(text, variables);
    if (vector.contains("error")) {
      ASSERT_FALSE(result.ok());
      EXPECT_EQ(result.error().rule, vector.at("error"));
    } else {
      ASSERT_TRUE(result.ok()) << result.error().message;
      EXPECT_EQ(*result, vector.at("expect"));
    }
  }
}

TEST(UriTemplate, AppendsAndLeavesTheOutputAloneWhenItFails) {
  const auto parsed = UriTemplate::parse("/devices/{id}{?q}");
  ASSERT_TRUE(parsed.ok());
  std::string out = "https://host";
  ASSERT_TRUE(parsed->expand({{"id", "a"}}, out).ok());
  EXPECT_EQ(out, "https://host/devices/a");
  const auto refused = parsed->expand({{"id", "a"}, {"q", "\xff"}}, out);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().rule, "invalid_utf8");
  EXPECT_EQ(refused.error().field, "q");
  EXPECT_EQ(out, "https://host/devices/a");
}

TEST(UriTemplate, RefusesInvalidUtf8InEveryKindOfValueAndInTheTemplate) {
  const std::vector<UriValue> values = {"\xff", std::vector<std::string>{"a", "\xff"},
                                        std::vector<std::pair<std::string, std::string>>{{"\xff", "a"}},
                                        std::vector<std::pair<std::string, std::string>>{{"a", "\xff"}}};
  for (const UriValue& value : values) EXPECT_EQ(expanded("{q}", {{"q", value}}).error().rule, "invalid_utf8");
  EXPECT_EQ(expanded("/\xff", {}).error().rule, "syntax");
}

TEST(UriTemplate, SyntaxErrorGivesTheByte) {
  const auto parsed = UriTemplate::parse("/a/{b c}");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().code, ErrorCode::validation);
  EXPECT_EQ(parsed.error().field, "template");
  EXPECT_THAT(parsed.error().message, ::testing::HasSubstr("byte 5"));
}

TEST(UriTemplate, ListsItsVariablesInOrder) {
  const auto parsed = UriTemplate::parse("/devices/{id}/data{?from,to:3,limit*}");
  ASSERT_TRUE(parsed.ok());
  EXPECT_THAT(parsed->variables(), ::testing::ElementsAre("id", "from", "to", "limit"));
}

TEST(UriTemplate, NoValueLeavesItsPlace) {
  const auto parsed = UriTemplate::parse("/a/{id}/b{?q}");
  ASSERT_TRUE(parsed.ok());
  std::mt19937 random(6570);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases in every run
  for (int round = 0; round < 10'000; ++round) {
    std::string value(1 + random() % 12, '\0');
    for (char& byte : value) byte = static_cast<char>(random() % 0x80);
    std::string out;
    ASSERT_TRUE(parsed->expand({{"id", value}, {"q", value}}, out).ok());
    EXPECT_EQ(std::count(out.begin(), out.end(), '/'), 3);
    EXPECT_EQ(std::count(out.begin(), out.end(), '?'), 1);
    EXPECT_EQ(out.find_first_of("#&;@:\\ \"\r\n"), std::string::npos) << out;
  }
}

TEST(UriTemplate, NoBytesCrashTheParser) {
  constexpr std::string_view kBytes = "{}+#./;?&,:*%aZ09_-\xC3\xA9\xFF<";
  std::mt19937 random(6570);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases in every run
  int good = 0;
  for (int round = 0; round < 30'000; ++round) {
    std::string text(random() % 10, '\0');
    for (char& byte : text) byte = kBytes[random() % kBytes.size()];
    if (expanded(text, {{"a", "x"}, {"Z", std::vector<std::string>{"y", "z"}}}).ok()) ++good;
  }
  EXPECT_GT(good, 100);
}

}  // namespace
}  // namespace cfy::sanitize
