#include <gtest/gtest.h>

#include "managers/crc32c.hpp"
#include "managers/fields.hpp"
#include "managers/reference.hpp"
#include "managers/secret_json.hpp"
#include "managers/secret_text.hpp"

namespace cfy::managers {
namespace {

TEST(ReferenceTest, SaysWhichManagerStoreNameFieldAndVersion) {
  const auto vault = parse_reference("vault://kv/team/connectify#api_key");
  ASSERT_TRUE(vault);
  EXPECT_EQ(vault->kind, Kind::vault);
  EXPECT_EQ(vault->store, "kv");
  EXPECT_EQ(vault->secret.name, "team/connectify");
  EXPECT_EQ(vault->secret.field, "api_key");
  const auto aws =
      parse_reference("aws-sm://arn:aws:secretsmanager:eu-west-1:1:secret:prod/x-AbC?stage=AWSPREVIOUS#key");
  ASSERT_TRUE(aws);
  EXPECT_EQ(aws->secret.name, "arn:aws:secretsmanager:eu-west-1:1:secret:prod/x-AbC");
  EXPECT_EQ(aws->choice.stage, "AWSPREVIOUS");
  EXPECT_EQ(aws->secret.field, "key");
  const auto google = parse_reference("gcp-sm://my-project/api-key?version=3");
  ASSERT_TRUE(google);
  EXPECT_EQ(google->store, "my-project");
  EXPECT_EQ(google->choice.version, "3");
  EXPECT_EQ(parse_reference("azure-kv://my-vault/api-key")->secret.name, "api-key");
}

TEST(ReferenceTest, RefusesWhatItDoesNotUnderstand) {
  for (const char* const text :
       {"vault://kv/connectify", "vault://kv#field", "vault://kv/a/../b#x", "vault:///a#x", "vault://kv/#x",
        "vault://kv/a#", "vault://kv/a?version=1&stage=2#x", "vault://kv/a?version=#x", "vault://kv/a?other=1#x",
        "aws-sm://", "aws-sm://a b", "aws-sm://a%2fb", "gcp-sm://project", "gcp-sm://p/a/b",
        "azure-kv://v.evil.example/a", "azure-kv://v/a/b", "azure-kv://v@evil/a", "aws-sm://a?stage=x/y"}) {
    const auto reference = parse_reference(text);
    ASSERT_FALSE(reference) << text;
    EXPECT_EQ(reference.error().rule, "invalid_reference") << text;
  }
  EXPECT_FALSE(is_reference("https://kv/a"));
  EXPECT_FALSE(is_reference("vault:kv/a"));
}

TEST(SecretTextTest, WritesJsonFormsAndBase64) {
  SecretText text;
  text.add_json("a\"\\\n\x01é").add("|").add_base64("any carnal pleas");
  EXPECT_EQ(text.view(), "\"a\\\"\\\\\\u000a\\u0001é\"|YW55IGNhcm5hbCBwbGVhcw==");
  SecretText form;
  EXPECT_EQ(form.add_field("a", "x y/z").add_field("b", "~").view(), "a=x%20y%2Fz&b=~");
}

TEST(SecretTextTest, ReadsBase64OfOneFormAlone) {
  for (const char* const text : {"YWJj", "YWI=", "YQ=="}) EXPECT_TRUE(decode_base64(text)) << text;
  EXPECT_EQ(decode_base64("YW55IGNhcm5hbCBwbGVhcw==")->reveal(), "any carnal pleas");
  for (const char* const text : {"YWJ", "YWJ j", "YW=j", "YWJj\n", "-_-_", "====", "Y==="}) {
    EXPECT_FALSE(decode_base64(text)) << text;
  }
}

TEST(SecretTextTest, LetsNoSecretEndAHeaderLine) {
  EXPECT_EQ(header_line("X: ", "abc")->reveal(), std::string_view("X: abc\0", 7));
  for (const char* const secret : {"a\r\nEvil: 1", "a\n", "", "\x7f"}) {
    EXPECT_EQ(header_line("X: ", secret).error().rule, "hidden_character");
  }
}

// RFC 3720 appendix B.4, and the usual check value.
TEST(Crc32cTest, MakesThePublishedSums) {
  EXPECT_EQ(crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAU);
}

TEST(SecretJsonTest, IsReadByTheGuardsRules) {
  EXPECT_EQ(SecretJson::parse(R"({"a":1,"a":2})").error().rule, "duplicate_key");
  EXPECT_EQ(SecretJson::parse("[1]").error().rule, "json_object");
  EXPECT_EQ(SecretJson::parse("{").error().code, ErrorCode::response);
  const auto json = SecretJson::parse(R"({"a":{"b":"c"},"n":1.5,"f":true})");
  ASSERT_TRUE(json);
  EXPECT_EQ(json->text({"a", "b"}), "c");
  EXPECT_EQ(json->text({"a", "x"}), "");
  EXPECT_EQ(json->number({"n"}), 1);
  EXPECT_TRUE(json->flag({"f"}));
  EXPECT_FALSE(json->at({"n", "x"}).has_value());
}

TEST(FieldsTest, RefuseAFieldOfWhatIsNoObject) {
  const auto plain = *secrets::Secret::copy_of("plain");
  EXPECT_EQ(read_field(plain, "x").error().rule, "missing_field");
  EXPECT_EQ(with_field(plain, "x", plain).error().rule, "missing_field");
  const auto object = *secrets::Secret::copy_of(R"({"x":1,"y":"2"})");
  EXPECT_EQ(read_field(object, "x").error().rule, "missing_field");
  EXPECT_EQ(read_field(object, "y")->reveal(), "2");
}

}  // namespace
}  // namespace cfy::managers
