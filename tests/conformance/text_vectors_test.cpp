#include <gtest/gtest.h>

#include "vectors.hpp"

namespace cfy::conformance {
namespace {

void check_clean(const Json& vector, const std::string& input) {
  const auto profile = vector.at("profile").get<std::string>();
  cfy_buffer* cleaned = nullptr;
  cfy_buffer* changes = nullptr;
  const ErrorHandle error(cfy_text_clean(profile.c_str(), input.data(), input.size(), &cleaned, &changes));
  const BufferHandle cleaned_owned(cleaned);
  const BufferHandle changes_owned(changes);

  const Json& expected = vector.at("clean");
  if (expected.is_object()) {
    EXPECT_EQ(cfy_error_get_code(error.get()), CFY_ERROR_VALIDATION);
    EXPECT_EQ(cfy_error_rule(error.get()), expected.at("error"));
    EXPECT_EQ(cleaned, nullptr);
    EXPECT_EQ(changes, nullptr);
    return;
  }
  ASSERT_EQ(error, nullptr) << described(error.get());
  // A text that fits is not copied.
  EXPECT_EQ(cleaned == nullptr, vector.at("check").is_null());
  EXPECT_EQ(cleaned == nullptr ? input : std::string(cfy_buffer_data(cleaned), cfy_buffer_size(cleaned)),
            expected.get<std::string>());
  std::vector<std::string> rules;
  for (const Json& change : Json::parse(cfy_buffer_data(changes))) rules.push_back(change.at("rule"));
  EXPECT_EQ(rules, vector.at("changes").get<std::vector<std::string>>());
}

TEST(TextVectors, CheckAndCleanThroughC) {
  const Json cases = load_cases("text.json");
  ASSERT_FALSE(cases.empty());
  for (const Json& vector : cases) {
    SCOPED_TRACE(vector.at("name"));
    const std::string input = input_of(vector);
    const auto profile = vector.at("profile").get<std::string>();
    const ErrorHandle error(cfy_text_check(profile.c_str(), input.data(), input.size()));
    EXPECT_EQ(cfy_error_rule(error.get()), vector.at("check").is_null() ? "" : vector.at("check"));
    EXPECT_EQ(cfy_error_get_code(error.get()), vector.at("check").is_null() ? CFY_OK : CFY_ERROR_VALIDATION);
    check_clean(vector, input);
  }
}

}  // namespace
}  // namespace cfy::conformance
