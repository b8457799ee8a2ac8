#include <gtest/gtest.h>

#include "fixture.hpp"
#include "oauth/jwt.hpp"

namespace cfy::test {
namespace {

using oauth::Algorithm;
using oauth::JwtRules;

TEST(JwtRules, AllowsNoHmacUnlessItIsNamed) {
  JwtRules rules;
  EXPECT_EQ(rules.algorithms.size(), 10U);
  for (const Algorithm algorithm : rules.algorithms) EXPECT_NE(oauth::traits(algorithm).family, oauth::Family::hmac);
  ASSERT_TRUE(rules.set("alg", "HS256").ok());
  ASSERT_TRUE(rules.set("alg", "ES256, PS512").ok());
  EXPECT_EQ(rules.algorithms, (std::vector{Algorithm::hs256, Algorithm::es256, Algorithm::ps512}));
}

TEST(JwtRules, RefusesWhatItDoesNotKnow) {
  JwtRules rules;
  EXPECT_EQ(outcome(rules.set("alg", "none")), "unknown_algorithm");
  EXPECT_EQ(outcome(rules.set("alg", "es256")), "unknown_algorithm");
  EXPECT_EQ(outcome(rules.set("alg", " ,")), "form");
  EXPECT_EQ(outcome(rules.set("isuer", "x")), "unknown_rule");
  EXPECT_NE(rules.set("isuer", "x").error().message.find("issuer"), std::string::npos);
  EXPECT_EQ(rules.algorithms.size(), 10U);
}

TEST(JwtRules, RefusesValuesThatWouldSwitchACheckOff) {
  JwtRules rules;
  for (const char* name : {"issuer", "audience", "nonce", "typ"})
    EXPECT_EQ(outcome(rules.set(name, "")), "form") << name;
  for (const char* value : {"", "-1", "301", "1.5", "1s", "99999999999999999999"}) {
    EXPECT_EQ(outcome(rules.set("leeway", value)), "form") << value;
  }
  EXPECT_EQ(outcome(rules.set("claims", "no")), "form");
  EXPECT_EQ(outcome(rules.set("profile", "ID_TOKEN")), "form");
  EXPECT_EQ(outcome(rules.set("at", "253402300800")), "form");
  EXPECT_EQ(outcome(rules.set("leeway", "300")), "ok");
}

}  // namespace
}  // namespace cfy::test
