#include <gtest/gtest.h>

#include "fixture.hpp"
#include "oauth/jwt.hpp"

namespace cfy::test {
namespace {

std::string judge(const Json& vector) {
  const Json& named = vector.at("jwks");
  const Json& jwks = named.is_string() ? jwt_vectors().at("sets").at(named.get<std::string>()) : named;
  const auto keys = oauth::JwkSet::parse(jwks.dump());
  if (!keys) return keys.error().rule;
  oauth::JwtRules rules;
  for (const auto& [name, value] : vector.at("rules").items()) {
    EXPECT_TRUE(rules.set(name, value.get<std::string>()).ok()) << name;
  }
  const auto claims = oauth::verify_jwt(vector.at("token").get<std::string>(), *keys, rules);
  if (!claims) {
    EXPECT_EQ(claims.error().code, ErrorCode::oauth);
    EXPECT_FALSE(claims.error().field.empty());
  }
  return outcome(claims);
}

TEST(JwtVectors, EachTokenIsJudgedAsItsVectorSays) {
  const Json& cases = jwt_vectors().at("cases");
  ASSERT_GT(cases.size(), 150U);
  for (const Json& vector : cases) EXPECT_EQ(judge(vector), vector.at("expect")) << vector.at("name");
}

// Each character of a good token is needed: whichever is changed, the token is refused.
TEST(JwtVectors, NoCharacterOfATokenCanBeChanged) {
  const auto keys = oauth::JwkSet::parse(jwt_vectors().at("sets").at("all").dump());
  oauth::JwtRules rules;
  ASSERT_TRUE(rules.set("at", "1700000000").ok());
  std::string token = jwt_vectors().at("cases").at(6).at("token");  // ES256
  ASSERT_EQ(outcome(oauth::verify_jwt(token, *keys, rules)), "ok");
  for (char& c : token) {
    const char kept = c;
    for (const char other : {'A', 'B', '.', '=', ' '}) {
      if (other == kept) continue;
      c = other;
      EXPECT_NE(outcome(oauth::verify_jwt(token, *keys, rules)), "ok") << token;
    }
    c = kept;
  }
}

TEST(JwtVectors, InspectingJudgesNothingAndSaysSo) {
  for (const Json& vector : jwt_vectors().at("cases")) {
    if (vector.at("expect") != "ok" && vector.at("expect") != "expired") continue;
    const auto shown = oauth::inspect_jwt(vector.at("token").get<std::string>());
    ASSERT_TRUE(shown.ok()) << vector.at("name");
    const Json json = Json::parse(*shown);
    EXPECT_EQ(json.at("verified"), false);
    EXPECT_TRUE(json.at("header").contains("alg"));
  }
}

}  // namespace
}  // namespace cfy::test
