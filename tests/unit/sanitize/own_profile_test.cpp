#include "sanitize/own_profile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sanitize/text_rules.hpp"

namespace cfy::sanitize {
namespace {

std::unique_ptr<OwnProfile> made(std::string_view json) {
  auto profile = OwnProfile::from_json(json);
  EXPECT_TRUE(profile.ok()) << (profile.ok() ? "" : profile.error().message);
  return *std::move(profile);
}

std::string rule(const OwnProfile& profile, std::string_view text) {
  const auto checked = check_text(profile.rules(), text, "name");
  return checked ? "" : checked.error().rule;
}

std::pair<std::string, std::string> refusal(std::string_view json) {
  const auto profile = OwnProfile::from_json(json);
  if (profile) return {};
  EXPECT_EQ(profile.error().code, ErrorCode::validation);
  return {profile.error().field, profile.error().rule};
}

TEST(OwnProfile, WhatIsLeftOutIsAsInDeviceName) {
  const auto profile = made(R"({"name":"room"})");
  EXPECT_EQ(profile->rules().name, "room");
  for (const char* text : {"Kitchen", "", "a\n", "a  b", "<", "e\u0301", "\u202e", "caf\u00e9"}) {
    const auto expected = check_text(*find_profile("device_name"), text, "name");
    EXPECT_EQ(rule(*profile, text), expected ? "" : expected.error().rule) << text;
  }
}

TEST(OwnProfile, ItsMembersAreKept) {
  EXPECT_EQ(rule(*made(R"({"name":"n","max_graphemes":3})"), "abcd"), "too_long_graphemes");
  EXPECT_EQ(rule(*made(R"({"name":"n","max_bytes":3})"), "abcd"), "too_long_bytes");
  EXPECT_EQ(rule(*made(R"({"name":"n","may_be_empty":true})"), ""), "");
  EXPECT_EQ(rule(*made(R"({"name":"n","may_be_empty":true,"existing":["Kitchen"]})"), ""), "");
  EXPECT_EQ(rule(*made(R"({"name":"n","line_breaks":true})"), "a\nb"), "");
  EXPECT_EQ(rule(*made(R"({"name":"n","markup":true})"), "<b>"), "");
  EXPECT_EQ(rule(*made(R"({"name":"n","tidy_spaces":false})"), " a  b "), "");
}

TEST(OwnProfile, OnlyTheScriptsItNames) {
  const auto greek = made(R"({"name":"n","scripts":["Greek"]})");
  EXPECT_EQ(rule(*greek, "\u03b1\u03b2 12"), "");
  EXPECT_EQ(rule(*greek, "\u03b1b"), "script_not_allowed");
  const auto cleaned = clean_text(greek->rules(), "\u03b1b\u03b2", "name");
  ASSERT_TRUE(cleaned.ok());
  EXPECT_EQ(cleaned->text, "\u03b1\u03b2");
  EXPECT_EQ(rule(*made(R"({"name":"n","scripts":["Latin","Cyrl"]})"), "a\u0430"), "");
}

TEST(OwnProfile, MixedScriptsAndLettersThatAreNotRecommended) {
  const auto strict = made(R"({"name":"n","mixed_scripts":false})");
  EXPECT_EQ(rule(*strict, "p\u0430ypal"), "mixed_script");
  EXPECT_EQ(rule(*strict, "\u0440\u0430\u0443"), "");
  EXPECT_EQ(rule(*strict, "Tokyo \u6771\u4eac"), "");
  EXPECT_EQ(rule(*strict, "caf\u00e9 \U0001F680"), "");
  EXPECT_EQ(rule(*strict, "\U0001D400"), "not_recommended");
  EXPECT_EQ(rule(*made(R"({"name":"n"})"), "p\u0430ypal"), "");
  EXPECT_FALSE(clean_text(strict->rules(), "p\u0430ypal ", "name").ok()) << "nothing says which letter was meant";
}

TEST(OwnProfile, NamesThatLookLikeOnesThatExist) {
  const auto profile = made(R"({"name":"n","existing":["paypal","Kitchen"]})");
  EXPECT_EQ(rule(*profile, "p\u0430yp\u0430l"), "confusable");
  EXPECT_EQ(rule(*profile, "PAYPAL"), "confusable");
  EXPECT_EQ(rule(*profile, "paypaI"), "confusable");
  EXPECT_EQ(rule(*profile, "paypa1"), "confusable");
  EXPECT_EQ(rule(*profile, "paypal"), "") << "a name may stay what it is";
  EXPECT_EQ(rule(*profile, "Hall"), "");
}

TEST(OwnProfile, RefusesADescriptionItDoesNotUnderstand) {
  using Pair = std::pair<std::string, std::string>;
  EXPECT_EQ(refusal("[]"), Pair("profile", "json"));
  EXPECT_EQ(refusal("{"), Pair("profile", "json"));
  EXPECT_EQ(refusal("{}"), Pair("name", "required"));
  EXPECT_EQ(refusal(R"({"name":"n","max_byte":1})"), Pair("max_byte", "unknown_member"));
  EXPECT_EQ(refusal(R"({"name":"n","max_bytes":0})"), Pair("max_bytes", "type"));
  EXPECT_EQ(refusal(R"({"name":"n","max_bytes":-1})"), Pair("max_bytes", "type"));
  EXPECT_EQ(refusal(R"({"name":"n","markup":1})"), Pair("markup", "type"));
  EXPECT_EQ(refusal(R"({"name":"n","scripts":["Klingon"]})"), Pair("scripts", "unknown_script"));
  EXPECT_EQ(refusal(R"({"name":"n","scripts":"Latin"})"), Pair("scripts", "type"));
  EXPECT_EQ(refusal(R"({"name":1})"), Pair("name", "type"));
}

}  // namespace
}  // namespace cfy::sanitize
