#include "secrets/redactor.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "secrets/redaction_stream.hpp"
#include "secrets/shapes.hpp"

namespace cfy::secrets {
namespace {

// Every kind of character that some escaper touches, and none that looks like a word.
const std::string kValue = "Qz7/x+9&k<\"W\\m %é'R4=t>vB2_j-Y";
const std::string kPlain = "cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3";

std::shared_ptr<Redactor> knowing(const std::vector<std::string>& values) {
  auto redactor = std::make_shared<Redactor>();
  for (const std::string& value : values) EXPECT_TRUE(redactor->add(value).ok());
  return redactor;
}

std::string masked(Redactor& redactor, const std::string& text) { return redactor.redact(text).value_or(text); }

std::string in_pieces(const std::shared_ptr<Redactor>& redactor, const std::vector<std::string_view>& pieces) {
  RedactionStream stream(redactor);
  std::string out;
  for (const std::string_view piece : pieces) stream.write(piece, out);
  stream.finish(out);
  return out;
}

// The same whatever the pieces: cut in two at each place, and byte by byte.
void expect_any_split(const std::shared_ptr<Redactor>& redactor, const std::string& text, const std::string& expected) {
  ASSERT_EQ(masked(*redactor, text), expected) << text;
  const std::string_view view = text;
  std::vector<std::string_view> bytes;
  for (std::size_t at = 0; at < view.size(); ++at) {
    EXPECT_EQ(in_pieces(redactor, {view.substr(0, at), view.substr(at)}), expected) << text << " cut at " << at;
    bytes.push_back(view.substr(at, 1));
  }
  EXPECT_EQ(in_pieces(redactor, bytes), expected) << text << " byte by byte";
}

std::string base64(const std::string& bytes, bool url, bool padded) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  text.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                                       reinterpret_cast<const unsigned char*>(bytes.data()),
                                                       static_cast<int>(bytes.size()))));
  for (char& c : text) {
    if (url && c == '+') c = '-';
    if (url && c == '/') c = '_';
  }
  if (!padded) text.erase(text.find_last_not_of('=') + 1);
  return text;
}

std::string format(const char* pattern, unsigned value) {
  char text[16];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

// Each byte of ASCII by the pattern; others as they are.
std::string each(const std::string& value, const char* pattern, bool plain_too) {
  std::string text;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) != 0 || c == '_' || c == '-';
    text += byte < 0x80 && (plain_too || !plain) ? format(pattern, byte) : std::string(1, c);
  }
  return text;
}

std::string json(const std::string& value) {
  std::string text;
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
    text.replace(at, what.size(), by);
  }
  return text;
}

std::string html(const std::string& value) {
  return replaced(replaced(replaced(replaced(value, "&", "&amp;"), "<", "&lt;"), ">", "&gt;"), "\"", "&quot;");
}

std::string percent(const std::string& value, bool upper) {
  std::string text;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    text += std::isalnum(byte) != 0 ? std::string(1, c) : format(upper ? "%%%02X" : "%%%02x", byte);
  }
  return text;
}

std::vector<std::string> forms_of(const std::string& value) {
  std::string lower;
  std::string upper;
  for (const char c : value) {
    lower += format("%02x", static_cast<unsigned char>(c));
    upper += format("%02X", static_cast<unsigned char>(c));
  }
  return {
      value,
      lower,
      upper,
      percent(value, true),
      percent(value, false),
      replaced(percent(value, true), "%20", "+"),
      each(value, "%%%02X", true),
      each(value, "%%%02x", true),
      json(value),
      json(json(value)),
      replaced(json(value), "é", "\\u00e9"),
      json(replaced(json(value), "é", "\\u00E9")),
      replaced(json(value), "/", "\\/"),
      each(value, "\\u%04x", true),
      each(value, "\\u%04X", true),
      each(value, "\\u%04x", false),
      each(value, "\\\\u%04x", true),
      html(value),
      replaced(html(value), "'", "&#39;"),
      each(value, "&#%u;", true),
      each(value, "&#%u;", false),
      each(value, "&#x%x;", true),
      each(value, "&#x%X;", true),
  };
}

TEST(Redactor, MasksEveryFormWhereverTheTextIsCut) {
  for (const std::string& value : {kValue, kPlain, std::string("pa ss&1")}) {
    const auto redactor = knowing({value});
    const std::string mask = masked(*redactor, value);
    ASSERT_TRUE(mask.starts_with("[REDACTED:sha256:")) << mask;
    for (const std::string& form : forms_of(value)) {
      expect_any_split(redactor, "log: " + form + ", and on", "log: " + mask + ", and on");
      expect_any_split(redactor, form, mask);
    }
  }
}

TEST(Redactor, MasksBase64AtEveryAlignment) {
  for (const std::string& value : {kValue, kPlain, std::string("h?nt>r2")}) {
    const auto redactor = knowing({value});
    const std::string mask = masked(*redactor, value);
    for (const bool url : {false, true}) {
      for (const bool padded : {false, true}) {
        for (const std::string before : {"", "u", "u:"}) {
          for (const std::string behind : {"", ";", ";x"}) {
            const std::string text = base64(before + value + behind, url, padded);
            const std::string out = masked(*redactor, "<" + text + ">");
            // Of the neighbours no more is left than the characters that hold none of the value's bits.
            const std::size_t left = before.empty() ? 0 : before.size() == 1 ? 1 : 2;
            const std::string kept_left = text.substr(0, left);
            EXPECT_TRUE(out.starts_with("<" + kept_left + mask)) << text << ": " << out;
            EXPECT_LE(out.size(), 2 + kept_left.size() + mask.size() + 4 + (behind.empty() ? 0 : 2)) << out;
            expect_any_split(redactor, "<" + text + ">", out);
          }
        }
      }
    }
  }
}

TEST(Redactor, MasksTheSingleLinesOfAKey) {
  const std::string key =
      "-----BEGIN THING-----\nQm9vdHN0cmFwU2VjcmV0\nTGluZU51bWJlclR3b0hlcmU=\n-----END THING-----\n";
  const auto redactor = knowing({key});
  const std::string mask = masked(*redactor, key.substr(0, key.size() - 1));
  EXPECT_EQ(mask.find("BEGIN"), std::string::npos);
  expect_any_split(redactor, "x TGluZU51bWJlclR3b0hlcmU= x", "x " + mask + " x");
  expect_any_split(redactor, key, mask + "\n");
}

TEST(Redactor, MasksWhatWasCutOff) {
  const auto redactor = knowing({kPlain, "Xk29vLq8Zt41Wm07"});
  const std::string mask = masked(*redactor, kPlain);
  // 8 bytes behind the public prefix, and not one fewer.
  expect_any_split(redactor, "key=cfy_sk_test_EXAMPLEe...", "key=" + mask + "...");
  expect_any_split(redactor, "key=cfy_sk_test_EXAMPLE...", "key=cfy_sk_test_EXAMPLE...");
  expect_any_split(redactor, "key=cfy_sk_test_EXAMPLEe", "key=" + mask);
  expect_any_split(redactor, "Xk29vLq8", masked(*redactor, "Xk29vLq8Zt41Wm07"));
  expect_any_split(redactor, "Xk29vLq", "Xk29vLq");
}

TEST(Redactor, AWordIsNoCutOffSecret) {
  const auto redactor = knowing({"password-of-the-database-server", "correcthorsebatterystaple"});
  for (const std::string text : {"the password-of-the-day is", "a correcthorse runs"}) {
    expect_any_split(redactor, text, text);
  }
  EXPECT_EQ(redactor->count(), 0U);
}

TEST(Redactor, CountsByFingerprint) {
  const auto redactor = knowing({kValue, kPlain});
  static_cast<void>(redactor->redact(kValue + " " + kPlain + " " + base64(kPlain, false, true)));
  EXPECT_EQ(redactor->count(), 3U);
  const auto rows = redactor->report();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].count + rows[1].count, 3U);
  for (const auto& row : rows) {
    EXPECT_EQ(row.what, "registered");
    EXPECT_EQ(row.fingerprint.size(), 11U);
  }
}

TEST(Redactor, LeavesEverythingElseByteForByte) {
  const auto redactor = knowing({kValue, kPlain, "\x01\x02\xFF\xFEkey\x80"});
  std::string text;
  for (int round = 0; round < 3; ++round) {
    for (int byte = 0; byte < 256; ++byte) text += static_cast<char>(byte);
  }
  text += "cfy_sk_test_ Authorization: none\nhttps://example.com/a?b=c\n-----BEGIN CERTIFICATE-----\nMIIB\n";
  expect_any_split(redactor, text, text);
  EXPECT_EQ(redactor->redact(text), std::nullopt);
  EXPECT_EQ(redactor->count(), 0U);
}

TEST(Redactor, DoesNotTakeItsOwnMaskForASecret) {
  const auto redactor = knowing({kPlain});
  const std::string once = masked(*redactor, "Authorization: Bearer " + kPlain + "\nCookie: a=" + kPlain + "\n");
  EXPECT_EQ(masked(*redactor, once), once);
}

TEST(Redactor, RefusesWhatItCannotMask) {
  Redactor redactor;
  EXPECT_EQ(redactor.add("12345").error().rule, "too_short");
  EXPECT_EQ(redactor.add("1234\r\n").error().rule, "too_short");
  EXPECT_EQ(redactor.add(std::string(65537, 'x')).error().rule, "too_long");
  EXPECT_EQ(redactor.redact("12345 1234"), std::nullopt);
}

TEST(Redactor, TakesValuesWhileATextGoesThrough) {
  const auto redactor = knowing({});
  RedactionStream stream(redactor);
  std::string out;
  stream.write("before " + kValue + " ", out);
  ASSERT_TRUE(redactor->add(kValue).ok());
  ASSERT_TRUE(redactor->add(kValue).ok());
  stream.write(kValue, out);
  stream.finish(out);
  EXPECT_EQ(out, "before " + kValue + " " + masked(*redactor, kValue));
}

TEST(Redactor, HoldsBackNoMoreThanItMust) {
  const auto redactor = knowing({kPlain, "Xk29vLq8Zt41Wm07"});
  RedactionStream stream(redactor);
  std::string out;
  stream.write("Password: ", out);
  EXPECT_EQ(out, "Password: ");
  for (int i = 0; i < 1000; ++i) stream.write("cfy_sk_test_EX aut ", out);
  EXPECT_GE(out.size() + kShapeReach + 19, 10U + 1000 * 19);
  stream.write("\nXk29", out);
  EXPECT_EQ(out.size() + 4, 10U + 1000 * 19 + 5);
  stream.write("authorization " + std::string(5000, 'x'), out);
  EXPECT_GE(out.size() + 1, 10U + 1000 * 19 + 5 + 5000);
}

// Nothing that a text can hold makes it slow: 1 MiB of each within two seconds of CPU, some five times what the worst
// takes. That is a value that repeats itself, met in an escaped text that nearly is it.
TEST(Redactor, HasNoSlowPath) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizers' own cost is no measure of it";
#endif
  const auto redactor = knowing({kPlain, std::string(60, 'a') + "b", "abababababababababababababababac"});
  const std::string units[] = {"a",
                               "ab",
                               "cfy_sk_test_EXAMPLE",
                               "eyJhbGciOiJIUzI1NiJ9.",
                               "http://a:b",
                               "authorization: ",
                               "-----BEGIN PRIVATE KEY-----\n",
                               "&#x61;&#x61;",
                               "\\u0061",
                               "\\\\",
                               "%61",
                               "AKIA",
                               "password=x&",
                               "-----BEGIN RSA PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAAA-----END -----"};
  for (const std::string& unit : units) {
    std::string text;
    while (text.size() < (std::size_t{1} << 20U)) text += unit;
    const std::clock_t begin = std::clock();
    static_cast<void>(redactor->redact(text));
    EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 2.0) << unit;
  }
}

}  // namespace
}  // namespace cfy::secrets
