#include "sanitize/text_profile.hpp"

#include <array>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unicode/utf8.h>

#include "sanitize/text_rules.hpp"
#include "vectors.hpp"

// NOLINTBEGIN(misc-misleading-bidirectional): texts that mislead are what is tested.
namespace cfy::sanitize {
namespace {

using test::OrderedJson;
using ::testing::HasSubstr;
using ::testing::Not;

const TextProfile& profile(std::string_view name) { return *find_profile(name); }

TEST(TextProfile, FindsItsProfilesByNameAndNoOthers) {
  EXPECT_THAT(profile_names(),
              ::testing::ElementsAre("device_name", "identifier", "free_text", "url", "email", "event_type"));
  for (const std::string_view name : profile_names()) EXPECT_NE(find_profile(name), nullptr) << name;
  EXPECT_EQ(find_profile("device-name"), nullptr);
  EXPECT_EQ(find_profile(""), nullptr);
}

TEST(TextProfile, ChecksAndCleansAsTheVectorsSay) {
  for (const OrderedJson& vector : test::load_cases("text.json")) {
    SCOPED_TRACE(vector.at("name"));
    const std::string input = test::bytes_of(vector, "input");
    const TextProfile& rules = profile(vector.at("profile").get<std::string>());

    const auto checked = check_text(rules, input, "name");
    EXPECT_EQ(checked ? OrderedJson() : OrderedJson(checked.error().rule), vector.at("check"));

    const auto cleaned = clean_text(rules, input, "name");
    const OrderedJson& expected = vector.at("clean");
    if (expected.is_object()) {
      ASSERT_FALSE(cleaned.ok());
      EXPECT_EQ(cleaned.error().rule, expected.at("error"));
      EXPECT_EQ(cleaned.error().code, ErrorCode::validation);
      EXPECT_EQ(cleaned.error().field, "name");
      continue;
    }
    ASSERT_TRUE(cleaned.ok()) << cleaned.error().message;
    EXPECT_EQ(cleaned->text.value_or(input), expected.get<std::string>());
    EXPECT_EQ(cleaned->text.has_value(), !checked.ok()) << "a text that fits is not copied";
    std::vector<std::string> rules_used;
    for (const TextChange& change : cleaned->changes) rules_used.emplace_back(change.rule);
    EXPECT_EQ(rules_used, vector.at("changes").get<std::vector<std::string>>());
  }
}

TEST(TextProfile, ErrorNamesFieldRuleCodePointPlaceAndCureButNotTheText) {
  const auto checked = check_text(profile("device_name"), "hush\u202E", "name");
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().code, ErrorCode::validation);
  EXPECT_EQ(checked.error().field, "name");
  EXPECT_EQ(checked.error().rule, "bidi_control");
  EXPECT_THAT(checked.error().message, HasSubstr("U+202E at byte 4"));
  EXPECT_THAT(checked.error().message, HasSubstr("clean the text as device_name"));
  EXPECT_THAT(checked.error().message, Not(HasSubstr("hush")));
  EXPECT_THAT(checked.error().message, Not(HasSubstr("\u202E")));
}

TEST(TextProfile, IdentifierErrorOffersNoCleaning) {
  const auto cleaned = clean_text(profile("identifier"), "dev 1", "id");
  ASSERT_FALSE(cleaned.ok());
  EXPECT_THAT(cleaned.error().message, Not(HasSubstr("clean")));
}

TEST(TextProfile, ChangesGiveTheFirstPlaceInTheOriginalAndHowOften) {
  const auto cleaned = clean_text(profile("device_name"), "a\u200B<b>e\u0301 \u200B", "name");
  ASSERT_TRUE(cleaned.ok());
  EXPECT_EQ(cleaned->text, "ab\u00E9");
  const auto change = [&](std::size_t at) {
    const TextChange& c = cleaned->changes.at(at);
    return std::tuple(c.rule, c.position, c.count);
  };
  ASSERT_EQ(cleaned->changes.size(), 4U);
  EXPECT_EQ(change(0), std::tuple("zero_width", 1U, 2U));
  EXPECT_EQ(change(1), std::tuple("markup_character", 4U, 2U));
  EXPECT_EQ(change(2), std::tuple("not_nfc", 7U, 1U));
  EXPECT_EQ(change(3), std::tuple("surrounding_space", 10U, 1U));
}

TEST(TextProfile, LongHostileTextIsCleanedInLinearTime) {
  std::string marks = "x";
  for (int i = 0; i < 200'000; ++i) marks += i % 2 == 0 ? "\u0300" : "\u0316";
  EXPECT_FALSE(clean_text(profile("device_name"), marks, "name").ok());
  EXPECT_FALSE(clean_text(profile("device_name"), std::string(2'000'000, ' '), "name").ok());
  const auto cleaned = clean_text(profile("free_text"), std::string(2'000'000, '\x01') + "x", "text");
  ASSERT_TRUE(cleaned.ok());
  EXPECT_EQ(cleaned->text, "x");
}

// Code points that rules, joining, normalization and clusters turn on.
std::string nasty_text(std::mt19937& random) {
  static constexpr std::array kPieces = {"a",          "Z",
                                         "9",          "-",
                                         ".",          "_",
                                         " ",          "  ",
                                         "<",          ">",
                                         "\r",         "\n",
                                         "\r\n",       "\t",
                                         "\x1b",       "\x7f",
                                         "\u0085",     "\u00a0",
                                         "\u00ad",     "\u00e9",
                                         "\u0301",     "\u0316",
                                         "\u034f",     "\u0378",
                                         "\u0600",     "\u0627",
                                         "\u0628",     "\u064b",
                                         "\u0915",     "\u093c",
                                         "\u094d",     "\u0958",
                                         "\u1100",     "\u1161",
                                         "\u11a8",     "\uac00",
                                         "\u115f",     "\u180b",
                                         "\u1820",     "\u180e",
                                         "\u200b",     "\u200c",
                                         "\u200d",     "\u200e",
                                         "\u2028",     "\u202e",
                                         "\u2066",     "\u2069",
                                         "\u20e3",     "\u212b",
                                         "\u2764",     "\u3000",
                                         "\u3164",     "\u845b",
                                         "\ufe0f",     "\ufe00",
                                         "\ufeff",     "\ufff9",
                                         "\ufffd",     "\uffff",
                                         "\ue000",     "\u0338",
                                         "\U0001F468", "\U0001F3FD",
                                         "\U0001F3F4", "\U0001F1E8",
                                         "\U000E0067", "\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F",
                                         "\U000E0100", "\U0001D15E",
                                         "\xff",       "\x80",
                                         "\xc3",       "\xed\xa0\x80",
                                         "\xf0\x9f"};
  std::uniform_int_distribution<std::size_t> piece(0, kPieces.size() - 1);
  std::uniform_int_distribution<int> length(0, random() % 16 == 0 ? 160 : 12);
  std::string text;
  for (int left = length(random); left > 0; --left) text += kPieces.at(piece(random));
  return text;
}

std::string random_bytes(std::mt19937& random) {
  std::string bytes(random() % 24, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

class TextProfileProperty : public ::testing::TestWithParam<std::string_view> {};

TEST_P(TextProfileProperty, WhatCleanGivesPassesCheckAndIsLeftAloneByClean) {
  const TextProfile& rules = profile(GetParam());
  std::mt19937 random(20250601);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases in every run
  int cleaned_count = 0;
  for (int round = 0; round < 15'000; ++round) {
    const std::string text = round % 4 == 0 ? random_bytes(random) : nasty_text(random);
    const bool fits = check_text(rules, text, "f").ok();
    const auto cleaned = clean_text(rules, text, "f");
    ASSERT_TRUE(cleaned.ok() || !fits) << ::testing::PrintToString(text);
    if (!cleaned) continue;
    ASSERT_EQ(fits, !cleaned->text.has_value()) << ::testing::PrintToString(text);
    ASSERT_EQ(fits, cleaned->changes.empty()) << ::testing::PrintToString(text);
    for (const TextChange& change : cleaned->changes) ASSERT_LT(change.position, text.size());
    const std::string result = cleaned->text.value_or(text);
    const auto checked = check_text(rules, result, "f");
    ASSERT_TRUE(checked.ok()) << ::testing::PrintToString(text) << " became " << ::testing::PrintToString(result)
                              << ": " << checked.error().message;
    const auto again = clean_text(rules, result, "f");
    ASSERT_TRUE(again.ok() && !again->text.has_value()) << ::testing::PrintToString(text);
    ++cleaned_count;
  }
  // Chance does not write URLs; what it leaves of them is in the vectors.
  EXPECT_GT(cleaned_count, rules.form == nullptr ? 50 : -1);
}

INSTANTIATE_TEST_SUITE_P(Profiles, TextProfileProperty, ::testing::ValuesIn(profile_names()),
                         [](const auto& instance) { return std::string(instance.param); });

std::string utf8_of(char32_t code) {
  std::array<std::uint8_t, 4> bytes{};
  std::size_t size = 0;
  U8_APPEND_UNSAFE(bytes.data(), size, code);
  return {bytes.begin(), bytes.begin() + size};
}

TEST(TextProfile, RefusesWhatCannotBeSeenBetweenLetters) {
  constexpr std::array<std::pair<char32_t, char32_t>, 11> kRanges = {{{0x00, 0x1F},
                                                                      {0x7F, 0x9F},
                                                                      {0x200B, 0x200F},
                                                                      {0x2028, 0x202E},
                                                                      {0x2060, 0x206F},
                                                                      {0xE000, 0xF8FF},
                                                                      {0xFDD0, 0xFDEF},
                                                                      {0xFE00, 0xFE0F},
                                                                      {0xFFF0, 0xFFFB},
                                                                      {0xE0000, 0xE01EF},
                                                                      {0xF0000, 0x10FFFF}}};
  for (const auto& [first, last] : kRanges) {
    for (char32_t code = first; code <= last; ++code) {
      ASSERT_FALSE(check_text(profile("device_name"), "a" + utf8_of(code) + "b", "name").ok())
          << std::hex << static_cast<unsigned>(code);
    }
  }
}

TEST(TextProfile, ManyThreadsCountClustersAtOnce) {
  const std::string family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";
  std::string fourteen;
  for (int i = 0; i < 14; ++i) fourteen += family;
  std::array<bool, 4> good{};
  std::vector<std::thread> threads;
  threads.reserve(good.size());
  for (bool& result : good) {
    threads.emplace_back([&result, &fourteen] {
      result = true;
      for (int i = 0; i < 200; ++i) result = result && check_text(profile("device_name"), fourteen, "name").ok();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(good, ::testing::Each(true));
}

}  // namespace
}  // namespace cfy::sanitize
// NOLINTEND(misc-misleading-bidirectional)
