#include <gtest/gtest.h>

#include "vectors.hpp"

namespace cfy::conformance {
namespace {

Json outcome(const Json& vector, const char* unfit) {
  const auto context = vector.at("context").get<std::string>();
  const std::string input = input_of(vector);
  cfy_buffer* encoded = nullptr;
  const ErrorHandle error(cfy_text_encode(context.c_str(), unfit, input.data(), input.size(), &encoded));
  const BufferHandle owned(encoded);
  if (error != nullptr) {
    EXPECT_EQ(encoded, nullptr);
    return {{"refused", cfy_error_rule(error.get())}};
  }
  return encoded == nullptr ? Json() : Json(std::string(cfy_buffer_data(encoded), cfy_buffer_size(encoded)));
}

TEST(EncoderVectors, ThroughC) {
  const Json cases = load_cases("encoders.json");
  ASSERT_FALSE(cases.empty());
  for (const Json& vector : cases) {
    SCOPED_TRACE(vector.dump());
    EXPECT_EQ(outcome(vector, "replace"), vector.at("replace"));
    EXPECT_EQ(outcome(vector, nullptr), vector.at("replace"));
    EXPECT_EQ(outcome(vector, "refuse"), vector.at("refuse"));
  }
}

std::string rule_of(cfy_error* error) {
  const ErrorHandle owned(error);
  return cfy_error_rule(error);
}

TEST(EncoderVectors, WrongArgumentsAreNamed) {
  cfy_buffer* out = nullptr;
  EXPECT_EQ(rule_of(cfy_text_encode("htm_text", nullptr, "x", 1, &out)), "unknown_context");
  EXPECT_EQ(rule_of(cfy_text_encode("xml", "ignore", "x", 1, &out)), "unknown_choice");
  EXPECT_EQ(rule_of(cfy_text_encode(nullptr, nullptr, "x", 1, &out)), "null");
  EXPECT_EQ(rule_of(cfy_text_encode("xml", nullptr, nullptr, 0, &out)), "null");
  EXPECT_EQ(rule_of(cfy_text_encode("xml", nullptr, "x", 1, nullptr)), "null");
  EXPECT_EQ(rule_of(cfy_text_contexts(nullptr)), "null");
}

TEST(EncoderVectors, EveryListedNameIsKnown) {
  cfy_buffer* names = nullptr;
  ASSERT_EQ(cfy_text_contexts(&names), nullptr);
  BufferHandle owned(names);
  for (const Json& name : Json::parse(cfy_buffer_data(names))) {
    cfy_buffer* out = nullptr;
    EXPECT_EQ(cfy_text_encode(name.get<std::string>().c_str(), nullptr, "x", 1, &out), nullptr) << name;
    EXPECT_EQ(out, nullptr) << "x is safe as " << name;
  }
  ASSERT_EQ(cfy_text_profiles(&names), nullptr);
  owned.reset(names);
  EXPECT_EQ(Json::parse(cfy_buffer_data(names)).size(), 6U);
}

}  // namespace
}  // namespace cfy::conformance
