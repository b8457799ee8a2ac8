#include "oauth/device_code.hpp"

#include <gtest/gtest.h>

#include "fixture.hpp"
#include "oauth/refusal.hpp"

namespace cfy::test {
namespace {

using namespace std::chrono_literals;
using oauth::DeviceCode;
using oauth::parse_device_answer;
using oauth::Tokens;

Json answer() {
  return {{"device_code", "d_test_1"},
          {"user_code", "WDJB-MJHT"},
          {"verification_uri", "https://auth.example/device"},
          {"verification_uri_complete", "https://auth.example/device?user_code=WDJB-MJHT"},
          {"expires_in", 600},
          {"interval", 1}};
}

std::string judged(const Json& body) {
  return outcome(parse_device_answer(200, "application/json", body.dump(), std::chrono::steady_clock::now()));
}

std::string answer_with(const char* name, const Json& value) {
  Json changed = answer();
  changed[name] = value;
  return judged(changed);
}

std::string without(const char* name) {
  Json changed = answer();
  changed.erase(name);
  return judged(changed);
}

Error error_of(const char* code) {
  Error error = oauth::refused("token_answer", "error_answer", "The authorization server answered 400.");
  error.api_code = code;
  return error;
}

DeviceCode device(std::chrono::milliseconds lifetime = 60s) {
  DeviceCode code;
  code.interval = 0s;
  code.expires_at = std::chrono::steady_clock::now() + lifetime;
  return code;
}

TEST(DeviceCode, ReadsTheAnswer) {
  const auto code = parse_device_answer(200, "application/json", answer().dump(), {});
  ASSERT_TRUE(code.ok()) << code.error().message;
  EXPECT_EQ(code->device_code.reveal(), "d_test_1");
  EXPECT_EQ(code->user_code, "WDJB-MJHT");
  EXPECT_EQ(code->interval, 1s);
  EXPECT_EQ(without("interval"), "ok");
  EXPECT_EQ(without("verification_uri_complete"), "ok");
}

TEST(DeviceCode, WhatCannotBeShownOrSentIsRefused) {
  for (const char* name : {"device_code", "user_code", "expires_in"}) {
    EXPECT_EQ(without(name), std::string(name) + "_form");
  }
  EXPECT_EQ(without("verification_uri"), "endpoint_form");
  EXPECT_EQ(answer_with("user_code", "A\x1b[31mB"), "user_code_form");
  EXPECT_EQ(answer_with("user_code", std::string(65, 'A')), "user_code_form");
  EXPECT_EQ(answer_with("verification_uri", "http://auth.example/device"), "endpoint_scheme");
  EXPECT_EQ(answer_with("verification_uri_complete", "javascript:alert(1)"), "endpoint_scheme");
  EXPECT_EQ(answer_with("expires_in", 0), "expires_in_form");
  EXPECT_EQ(answer_with("expires_in", -5), "expires_in_form");
  EXPECT_EQ(answer_with("interval", 0.5), "interval_form");
  EXPECT_EQ(answer_with("interval", 1e9), "interval_form");
}

TEST(DeviceCode, AsksUntilTheUserHasAnswered) {
  int asked = 0;
  const auto tokens = wait_for_device(
      device(),
      [&]() -> Result<Tokens> { return ++asked < 3 ? Result<Tokens>(error_of("authorization_pending")) : Tokens(); },
      nullptr);
  EXPECT_TRUE(tokens.ok());
  EXPECT_EQ(asked, 3);
}

TEST(DeviceCode, ARefusalEndsIt) {
  for (const char* code : {"access_denied", "expired_token", "invalid_grant"}) {
    int asked = 0;
    const auto tokens = wait_for_device(
        device(), [&]() -> Result<Tokens> { return ++asked, error_of(code); }, nullptr);
    EXPECT_EQ(tokens.error().api_code, code);
    EXPECT_EQ(asked, 1);
  }
}

// Five seconds more each time (RFC 8628 section 3.5): the second question would come after the code's end.
TEST(DeviceCode, SlowsDownWhenItIsTold) {
  int asked = 0;
  const auto tokens = wait_for_device(
      device(3s), [&]() -> Result<Tokens> { return ++asked, error_of("slow_down"); }, nullptr);
  EXPECT_EQ(outcome(tokens), "device_expired");
  EXPECT_EQ(asked, 1);
}

TEST(DeviceCode, EndsWithTheCode) {
  int asked = 0;
  const auto tokens = wait_for_device(
      device(1200ms), [&]() -> Result<Tokens> { return ++asked, error_of("authorization_pending"); }, nullptr);
  EXPECT_EQ(outcome(tokens), "device_expired");
  EXPECT_GE(asked, 1);
}

TEST(DeviceCode, CanBeCancelled) {
  transport::Cancellation cancellation;
  const auto tokens = wait_for_device(
      device(), [&]() -> Result<Tokens> { return cancellation.trigger(), error_of("authorization_pending"); },
      &cancellation);
  EXPECT_EQ(tokens.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace cfy::test
