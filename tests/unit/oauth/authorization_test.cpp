#include "oauth/authorization.hpp"

#include <gtest/gtest.h>

#include <map>

#include "fixture.hpp"
#include "oauth/form.hpp"

namespace cfy::test {
namespace {

using oauth::Authorization;
using oauth::AuthorizationWish;
using oauth::Metadata;

class AuthorizationTest : public ::testing::Test {
 protected:
  AuthorizationTest() {
    metadata_.issuer = "https://auth.example";
    metadata_.authorization_endpoint = "https://auth.example/authorize";
    metadata_.code_challenge_methods = {"S256"};
  }

  Authorization begin() const { return Authorization::make(metadata_, wish_).value(); }
  // The parameters of the request.
  static std::map<std::string, std::string> asked(const Authorization& authorization) {
    const std::string& url = authorization.url();
    const auto fields = oauth::parse_form(std::string_view(url).substr(url.find('?') + 1)).value();
    return {fields.begin(), fields.end()};
  }
  // What becomes of an answer with the right state and this behind it.
  std::string answered(const std::string& rest) const {
    Authorization authorization = begin();
    return outcome(authorization.take_code("state=" + asked(authorization).at("state") + rest));
  }

  Metadata metadata_;
  AuthorizationWish wish_{"app_test_1", "http://127.0.0.1:8400/callback", {"devices:read", "events:read"}, true};
};

TEST_F(AuthorizationTest, AsksWithPkceStateAndNonce) {
  const Authorization authorization = begin();
  const auto fields = asked(authorization);
  EXPECT_EQ(fields.at("response_type"), "code");
  EXPECT_EQ(fields.at("client_id"), "app_test_1");
  EXPECT_EQ(fields.at("redirect_uri"), "http://127.0.0.1:8400/callback");
  EXPECT_EQ(fields.at("scope"), "devices:read events:read");
  EXPECT_EQ(fields.at("code_challenge_method"), "S256");
  EXPECT_EQ(fields.at("code_challenge"), oauth::pkce_challenge(authorization.pkce().verifier));
  EXPECT_EQ(fields.at("nonce"), authorization.nonce());
  EXPECT_GE(fields.at("state").size(), 43U);
  EXPECT_EQ(authorization.url().find(authorization.pkce().verifier.reveal()), std::string::npos);
  EXPECT_NE(asked(begin()).at("state"), fields.at("state"));
}

TEST_F(AuthorizationTest, WithoutS256NothingIsAsked) {
  for (const std::vector<std::string>& methods : {std::vector<std::string>{}, {"plain"}}) {
    metadata_.code_challenge_methods = methods;
    EXPECT_EQ(outcome(Authorization::make(metadata_, wish_)), "pkce_missing");
  }
  metadata_.authorization_endpoint.clear();
  EXPECT_EQ(outcome(Authorization::make(metadata_, wish_)), "endpoint_missing");
  wish_.scope.clear();
  EXPECT_EQ(Authorization::make(metadata_, wish_).error().field, "scope");
}

TEST_F(AuthorizationTest, TakesTheCodeOnce) {
  Authorization authorization = begin();
  const std::string query = "code=c_test%2B1&state=" + asked(authorization).at("state");
  const auto code = authorization.take_code(query);
  ASSERT_TRUE(code.ok()) << code.error().message;
  EXPECT_EQ(code->reveal(), "c_test+1");
  EXPECT_EQ(outcome(authorization.take_code(query)), "answer_used");
}

// Who sends a wrong answer must not be able to spoil the right one.
TEST_F(AuthorizationTest, AWrongStateChangesNothing) {
  Authorization authorization = begin();
  EXPECT_EQ(outcome(authorization.take_code("code=c")), "state_missing");
  EXPECT_EQ(outcome(authorization.take_code("code=c&state=")), "state_wrong");
  EXPECT_EQ(outcome(authorization.take_code("code=c&state=" + asked(begin()).at("state"))), "state_wrong");
  EXPECT_EQ(outcome(authorization.take_code("code=c&state=" + asked(authorization).at("state"))), "ok");
}

TEST_F(AuthorizationTest, TheIssuerMustBeTheOneAsked) {
  EXPECT_EQ(answered("&code=c"), "ok");
  EXPECT_EQ(answered("&code=c&iss=https%3A%2F%2Fauth.example"), "ok");
  EXPECT_EQ(answered("&code=c&iss=https%3A%2F%2Fother.example"), "iss_wrong");
  metadata_.iss_in_answers = true;
  EXPECT_EQ(answered("&code=c"), "iss_missing");
}

TEST_F(AuthorizationTest, RefusesAnswersThatAreNone) {
  EXPECT_EQ(answered(""), "code_missing");
  EXPECT_EQ(answered("&code="), "code_missing");
  EXPECT_EQ(answered("&code=a&code=a"), "duplicate_parameter");
  EXPECT_EQ(answered("&code=a&%63ode=b"), "duplicate_parameter");
  EXPECT_EQ(answered("&state=x&code=a"), "duplicate_parameter");
  EXPECT_EQ(answered("&code=a&error=access_denied"), "code_and_error");
  EXPECT_EQ(answered("&error=access_denied"), "error_answer");
  EXPECT_EQ(answered("&code=a&access_token=t"), "token_in_url");
  EXPECT_EQ(answered("&code=%zz"), "parameter_form");
  EXPECT_EQ(answered("&code=%0d%0a"), "parameter_form");
  EXPECT_EQ(answered("&code=%"), "parameter_form");
  EXPECT_EQ(answered("&x=" + std::string(64U << 10U, 'x')), "too_large");
}

TEST_F(AuthorizationTest, TheServersErrorIsToldCleaned) {
  Authorization authorization = begin();
  const auto refused = authorization.take_code("error=access_denied&error_description=no%C2%9B31m&state=" +
                                               asked(authorization).at("state"));
  EXPECT_EQ(refused.error().api_code, "access_denied");
  EXPECT_EQ(refused.error().message, "The authorization server refused: access_denied: no31m");
}

}  // namespace
}  // namespace cfy::test
