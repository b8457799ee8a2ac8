#include "sanitize/encoder.hpp"

#include <array>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sanitize/byte_scan.hpp"
#include "vectors.hpp"

namespace cfy::sanitize {
namespace {

using test::OrderedJson;

OrderedJson outcome(const OrderedJson& vector, const std::string& input, Unfit unfit) {
  const Encoder& encoder = *find_encoder(vector.at("context").get<std::string>());
  const auto encoded = encode_text(encoder, unfit, input, "text");
  if (!encoded) {
    EXPECT_EQ(encoded.error().code, ErrorCode::validation);
    EXPECT_EQ(encoded.error().field, "text");
    return {{"refused", encoded.error().rule}};
  }
  return *encoded ? OrderedJson(**encoded) : OrderedJson();
}

TEST(Encoder, EncodesAsTheVectorsSay) {
  for (const OrderedJson& vector : test::load_cases("encoders.json")) {
    SCOPED_TRACE(vector.dump());
    const std::string input = test::bytes_of(vector, "input");
    EXPECT_EQ(outcome(vector, input, Unfit::replace), vector.at("replace"));
    EXPECT_EQ(outcome(vector, input, Unfit::refuse), vector.at("refuse"));
  }
}

TEST(Encoder, FindsItsContextsByNameAndNoOthers) {
  EXPECT_THAT(encoder_names(), ::testing::ElementsAre("html_text", "html_attribute", "javascript_string", "css_string",
                                                      "xml", "url_component", "json_string", "log_line", "csv_cell",
                                                      "shell_argument", "header_value", "file_name"));
  EXPECT_EQ(find_encoder("html"), nullptr);
  EXPECT_EQ(find_encoder(""), nullptr);
}

// Each place of a text is a different one for wide instructions.
TEST(Encoder, SeesASpecialByteAtAnyPlaceOfATextOfAnyLength) {
  const Encoder& encoder = *find_encoder("html_text");
  for (std::size_t size = 1; size < 140; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'x');
      text[at] = '<';
      const auto encoded = encode_text(encoder, Unfit::refuse, text, "text");
      ASSERT_TRUE(encoded.ok() && encoded->has_value()) << size << " " << at;
      ASSERT_EQ(**encoded, text.replace(at, 1, "&lt;"));
    }
  }
}

TEST(Encoder, ErrorNamesThePlaceAndNotTheText) {
  const auto encoded = encode_text(*find_encoder("header_value"), Unfit::replace, "hush\r\nSet-Cookie", "cookie");
  ASSERT_FALSE(encoded.ok());
  EXPECT_EQ(encoded.error().field, "cookie");
  EXPECT_THAT(encoded.error().message, ::testing::HasSubstr("U+000D at byte 4"));
  EXPECT_THAT(encoded.error().message, ::testing::Not(::testing::HasSubstr("hush")));
}

std::size_t look_one_by_one(const ByteSet& set, std::string_view text, NonAscii non_ascii) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const bool high = static_cast<unsigned char>(text[at]) >= 0x80;
    if (high ? non_ascii == NonAscii::stop : set.has(text[at])) break;
  }
  return at;
}

TEST(ByteScan, EveryKernelFindsWhatLookingOneByOneFinds) {
  const ScanKernels usable = usable_scan_kernels();
  ASSERT_GE(usable.count, 1U);
  std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases in every run
  for (int round = 0; round < 4000; ++round) {
    ByteSet set{std::string_view()};
    for (unsigned members = random() % 4; members > 0; --members) set.add(static_cast<unsigned char>(random() % 0x80));
    std::string text(random() % 150, '\0');
    for (char& byte : text) byte = static_cast<char>(random() % 256);
    for (const NonAscii non_ascii : {NonAscii::pass, NonAscii::stop}) {
      for (std::size_t i = 0; i < usable.count; ++i) {
        const auto found = usable.kernels.at(i).scan(set, text.data(), text.size(), non_ascii);
        ASSERT_EQ(found, look_one_by_one(set, text, non_ascii)) << usable.kernels.at(i).name;
        const std::size_t blocks = text.size() / 64;
        std::array<std::uint64_t, 3> marks{};
        usable.kernels.at(i).mark(set, text.data(), blocks, non_ascii, marks.data());
        for (std::size_t at = 0; at < blocks * 64; ++at) {
          const bool marked = (marks.at(at / 64) >> (at % 64) & 1U) != 0;
          const std::string_view byte = std::string_view(text).substr(at, 1);
          ASSERT_EQ(marked, look_one_by_one(set, byte, non_ascii) == 0) << usable.kernels.at(i).name;
        }
      }
      std::array<std::uint64_t, 3> marks{};
      mark_all(set, text, non_ascii, marks.data());
      for (std::size_t at = 0; at < 192; ++at) {
        const bool marked = (marks.at(at / 64) >> (at % 64) & 1U) != 0;
        const bool hit = at < text.size() && look_one_by_one(set, text.substr(at, 1), non_ascii) == 0;
        ASSERT_EQ(marked, hit) << at;
      }
      ASSERT_EQ(find_near(set, text, 0, non_ascii), look_one_by_one(set, text, non_ascii));
    }
  }
}

TEST(ByteScan, SetsHoldWhatTheySay) {
  const ByteSet few("a\x7f<");
  const ByteSet rest = ByteSet::all_but("a\x7f<");
  const ByteSet controls = ByteSet::controls_and("<");
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    const bool member = c == 'a' || c == '\x7f' || c == '<';
    EXPECT_EQ(few.has(c), member) << byte;
    EXPECT_EQ(rest.has(c), byte < 0x80 && !member) << byte;
    EXPECT_EQ(controls.has(c), byte < 0x20 || byte == 0x7F || c == '<') << byte;
  }
}

// The way by blocks against the way one by one: the latter is taken when a letter stands behind that is not plain.
TEST(Encoder, TheWayByBlocksWritesWhatTheWayOneByOneWrites) {
  std::mt19937 random(11);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases in every run
  for (const std::string_view name : {"html_text", "html_attribute", "javascript_string", "css_string", "xml",
                                      "url_component", "json_string", "log_line"}) {
    const Encoder& encoder = *find_encoder(name);
    for (int round = 0; round < 60; ++round) {
      std::string text(random() % 5000, 'a');
      for (char& byte : text) {
        if (random() % 20 == 0) byte = static_cast<char>(random() % 0x80);
      }
      std::string expected;
      for (const char byte : text) {
        const auto one = encode_text(encoder, Unfit::replace, std::string_view(&byte, 1), "text");
        ASSERT_TRUE(one.ok());
        expected += *one ? **one : std::string(1, byte);
      }
      const auto whole = encode_text(encoder, Unfit::replace, text, "text");
      ASSERT_TRUE(whole.ok());
      ASSERT_EQ(*whole ? **whole : text, expected) << name;
    }
  }
}

}  // namespace
}  // namespace cfy::sanitize
