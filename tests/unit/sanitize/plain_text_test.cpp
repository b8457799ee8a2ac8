#include "sanitize/plain_text.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "sanitize/encoder_parts.hpp"
#include "sanitize/text_rules.hpp"
#include "sanitize/unicode.hpp"

namespace cfy::sanitize {
namespace {

std::string utf8_of(std::int32_t code) {
  const auto part = [code](unsigned shift, unsigned mask, unsigned lead) {
    return static_cast<char>((static_cast<unsigned>(code) >> shift & mask) | lead);
  };
  if (code < 0x80) return {part(0, 0x7F, 0)};
  if (code < 0x800) return {part(6, 0x1F, 0xC0), part(0, 0x3F, 0x80)};
  if (code < 0x10000) return {part(12, 0xF, 0xE0), part(6, 0x3F, 0x80), part(0, 0x3F, 0x80)};
  return {part(18, 0x7, 0xF0), part(12, 0x3F, 0x80), part(6, 0x3F, 0x80), part(0, 0x3F, 0x80)};
}

// What is passed over at once is what the closer look would have let stay.
TEST(PlainText, HoldsNothingThatAnEncoderEscapesOrAProfileRefuses) {
  constexpr std::array kEscapes = {escape_javascript, escape_xml, escape_json, escape_log};
  const TextProfile& names = *find_profile("device_name");
  std::size_t plain = 0;
  std::string run;  // each beside itself, its neighbours and ASCII, since form C is a matter of neighbours
  for (std::int32_t code = 0; code <= 0x10FFFF; ++code) {
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    const std::string text = surrogate ? std::string() : utf8_of(code);
    if (skip_plain(text, 0) != 0) {
      ASSERT_EQ(skip_plain(text, 0), text.size());
      ++plain;
      std::string form;
      for (const Escape escape : kEscapes) ASSERT_EQ(escape(form, {text, 0, utf8::decode(text, 0)}).fate, Fate::stays);
      run += text + text + "a";
    }
    if (code % 4096 != 4095) continue;
    ASSERT_FALSE(next_violation(names, run, 0)) << std::hex << code;
    const auto changed = nfc_replacements(run);
    ASSERT_TRUE(changed.ok() && changed->empty()) << std::hex << code;
    run.clear();
  }
  EXPECT_GT(plain, 100'000U) << "nearly all text is plain";
}

TEST(PlainText, EndsWhereTheTextIsNotWellFormedOrNotPlain) {
  EXPECT_EQ(skip_plain("K\u00FCche", 1), 3U);
  EXPECT_EQ(skip_plain("\u53F0\u6240\u202E", 0), 6U);  // a bidi control
  EXPECT_EQ(skip_plain("\u304B\u3099", 0), 3U);        // what would be composed
  EXPECT_EQ(skip_plain("e\u0301", 1), 1U);
  for (const std::string_view broken : {"\xC3", "\xC3\x28", "\xE5\x8F", "\xE5\x28\xB0", "\xE0\x80\xAF", "\xED\xA0\x80",
                                        "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xC0\xAF", "\x80", "\xFF"}) {
    EXPECT_EQ(skip_plain(broken, 0), 0U);
  }
}

}  // namespace
}  // namespace cfy::sanitize
