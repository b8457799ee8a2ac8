#include "oauth/base64url.hpp"

#include <gtest/gtest.h>

#include "fixture.hpp"

namespace cfy::test {
namespace {

using oauth::base64url_decode;
using oauth::base64url_encode;

TEST(Base64url, EncodesWithoutPadding) {
  EXPECT_EQ(base64url_encode(""), "");
  EXPECT_EQ(base64url_encode("f"), "Zg");
  EXPECT_EQ(base64url_encode("fo"), "Zm8");
  EXPECT_EQ(base64url_encode("foo"), "Zm9v");
  EXPECT_EQ(base64url_encode("\xfb\xff\xbf"), "-_-_");
}

TEST(Base64url, DecodesWhatItEncoded) {
  std::string bytes;
  for (int i = 0; i < 600; ++i) {
    EXPECT_EQ(*base64url_decode(base64url_encode(bytes), "text"), bytes);
    bytes += static_cast<char>(i * 37 % 256);
  }
}

TEST(Base64url, RefusesAllOtherSpellings) {
  for (const std::string text : {"Zg==", "Zm8=", "+_-_", "/_-_", "Zm 9v", "Zm9v\n", "A", "Zm9vA", "Zm9\xc3", "Zg="}) {
    EXPECT_EQ(outcome(base64url_decode(text, "text")), "base64url") << text;
  }
  for (const std::string text : {"Zh", "Zm9", "AB", "AAB"}) {
    EXPECT_EQ(outcome(base64url_decode(text, "text")), "base64url_bits") << text;
  }
}

TEST(Base64url, TextOfOneToThreeCharactersHasOneSpellingOnly) {
  std::size_t good = 0;
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string text{static_cast<char>(a), static_cast<char>(b)};
      const auto bytes = base64url_decode(text, "text");
      if (!bytes) continue;
      ++good;
      EXPECT_EQ(base64url_encode(*bytes), text);
    }
  }
  EXPECT_EQ(good, 256U);
}

}  // namespace
}  // namespace cfy::test
