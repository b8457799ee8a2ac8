#include "oauth/token_answer.hpp"

#include <gtest/gtest.h>

#include "fixture.hpp"

namespace cfy::test {
namespace {

using oauth::parse_token_answer;
using oauth::TokenWish;

const TokenWish kWish{.scope = {"devices:read", "events:read"}};
const TokenWish kDpopWish{.scope = {"devices:read"}, .dpop = true};

Json answer() {
  return {{"access_token", "cfy_at_test_1"},
          {"token_type", "Bearer"},
          {"expires_in", 3600},
          {"refresh_token", "cfy_rt_test_1"}};
}

std::string judged(const std::string& body, const TokenWish& wish = kWish) {
  return outcome(parse_token_answer(200, "application/json", body, wish));
}

std::string token_with(const char* name, const Json& value, const TokenWish& wish = kWish) {
  Json changed = answer();
  changed[name] = value;
  return judged(changed.dump(), wish);
}

std::string without(const char* name) {
  Json changed = answer();
  changed.erase(name);
  return judged(changed.dump());
}

TEST(TokenAnswer, ReadsTokens) {
  const auto tokens = parse_token_answer(200, "application/json;charset=UTF-8", answer().dump(), kWish);
  ASSERT_TRUE(tokens.ok()) << tokens.error().message;
  EXPECT_EQ(tokens->access_token.reveal(), "cfy_at_test_1");
  EXPECT_EQ(tokens->refresh_token.reveal(), "cfy_rt_test_1");
  EXPECT_TRUE(tokens->id_token.empty());
  EXPECT_EQ(tokens->expires_in, std::chrono::seconds(3600));
  EXPECT_EQ(tokens->scope, kWish.scope);
}

TEST(TokenAnswer, TheTokenTypeMustBeTheOneAskedFor) {
  EXPECT_EQ(without("token_type"), "token_type_missing");
  EXPECT_EQ(token_with("token_type", "mac"), "token_type_unknown");
  EXPECT_EQ(token_with("token_type", 1), "token_type_unknown");
  EXPECT_EQ(token_with("token_type", "bearer"), "ok");
  EXPECT_EQ(token_with("token_type", "Bearer", kDpopWish), "token_type_downgraded");
  EXPECT_EQ(token_with("token_type", "DPoP"), "token_type_unasked");
  EXPECT_EQ(token_with("token_type", "DPoP", kDpopWish), "ok");
}

TEST(TokenAnswer, TheScopeMayBeNarrowerAndNoWider) {
  EXPECT_EQ(token_with("scope", "devices:read"), "ok");
  EXPECT_EQ(token_with("scope", "events:read devices:read"), "ok");
  EXPECT_EQ(token_with("scope", "devices:read devices:write"), "scope_wider");
  EXPECT_EQ(token_with("scope", "Devices:read"), "scope_wider");
  for (const char* text :
       {" devices:read", "devices:read ", "devices:read  events:read", "devices:read\tevents:read", "a\"b"}) {
    EXPECT_EQ(token_with("scope", text), "scope_form") << text;
  }
  EXPECT_EQ(token_with("scope", Json::array({"devices:read"})), "scope_form");
}

TEST(TokenAnswer, TheLifetimeMustBeOne) {
  EXPECT_EQ(without("expires_in"), "ok");
  EXPECT_EQ(token_with("expires_in", 0), "ok");
  EXPECT_EQ(token_with("expires_in", 3600.0), "ok");
  for (const Json& value : {Json(-1), Json(1.5), Json("3600"), Json(true), Json(nullptr), Json(1e18)}) {
    EXPECT_EQ(token_with("expires_in", value), "expires_in_form") << value;
  }
  EXPECT_EQ(judged(R"({"access_token":"t","token_type":"Bearer","expires_in":NaN})"), "syntax");
  EXPECT_EQ(judged(R"({"access_token":"t","token_type":"Bearer","expires_in":1e999})"), "number_out_of_range");
}

TEST(TokenAnswer, TokensMustFitIntoAHeaderLine) {
  EXPECT_EQ(without("access_token"), "token_missing");
  for (const char* name : {"access_token", "refresh_token", "id_token"}) {
    for (const Json& value : {Json("a\r\nX: y"), Json("a\nb"), Json("a\rb"), Json("a b"), Json(std::string("a\0b", 3)),
                              Json(""), Json("\xc3\xa4"), Json(1), Json(std::string((64U << 10U) + 1, 'x'))}) {
      EXPECT_EQ(token_with(name, value), "token_form") << name;
    }
  }
}

TEST(TokenAnswer, MustBeJson) {
  EXPECT_EQ(outcome(parse_token_answer(200, "text/html", answer().dump(), kWish)), "content_type");
  EXPECT_EQ(outcome(parse_token_answer(200, "", answer().dump(), kWish)), "content_type");
  EXPECT_EQ(judged("access_token=t&token_type=Bearer"), "syntax");
  EXPECT_EQ(judged("[]"), "json_object");
  EXPECT_EQ(judged(R"({"access_token":"a","access_token":"b","token_type":"Bearer"})"), "duplicate_key");
  EXPECT_EQ(token_with("x", std::string(1U << 20U, 'x')), "too_large");
}

TEST(TokenAnswer, ErrorsOfTheServerAreToldCleaned) {
  const auto refused = parse_token_answer(400, "application/json",
                                          R"({"error":"invalid_grant","error_description":"gone\u001b[31m"})", kWish);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::oauth);
  EXPECT_EQ(refused.error().api_code, "invalid_grant");
  EXPECT_EQ(refused.error().http_status, 400);
  EXPECT_FALSE(refused.error().retriable);
  EXPECT_EQ(refused.error().message.find('\x1b'), std::string::npos);
  EXPECT_NE(refused.error().message.find("gone"), std::string::npos);
  EXPECT_TRUE(parse_token_answer(503, "text/html", "<html>", kWish).error().retriable);
  // A success in another status is none.
  EXPECT_EQ(outcome(parse_token_answer(201, "application/json", answer().dump(), kWish)), "error_answer");
}

}  // namespace
}  // namespace cfy::test
