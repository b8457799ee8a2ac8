#include <gtest/gtest.h>

#include <fstream>

#include "vectors.hpp"

namespace cfy::conformance {
namespace {

using JwksHandle = std::unique_ptr<cfy_jwks, Freer<cfy_jwks_free>>;
using RulesHandle = std::unique_ptr<cfy_jwt_rules, Freer<cfy_jwt_rules_free>>;

Json load_file() {
  std::ifstream file(std::string(CONNECTIFY_SOURCE_DIR) + "/tests/vectors/jwt.json");
  return Json::parse(file);
}

// "ok", or the rule of the error.
std::string outcome(const ErrorHandle& error) {
  if (error == nullptr) return "ok";
  EXPECT_EQ(cfy_error_get_code(error.get()), CFY_ERROR_OAUTH) << described(error.get());
  return cfy_error_rule(error.get());
}

std::string judge(const Json& vector, const std::string& jwks) {
  cfy_jwks* keys = nullptr;
  const ErrorHandle bad_keys(cfy_jwks_new(jwks.data(), jwks.size(), &keys));
  const JwksHandle keys_owned(keys);
  if (bad_keys != nullptr) return outcome(bad_keys);

  cfy_jwt_rules* rules = nullptr;
  EXPECT_EQ(cfy_jwt_rules_new(&rules), nullptr);
  const RulesHandle rules_owned(rules);
  for (const auto& [name, value] : vector.at("rules").items()) {
    const auto text = value.get<std::string>();
    EXPECT_EQ(cfy_jwt_rules_set(rules, name.c_str(), text.data(), text.size()), nullptr) << name;
  }
  const auto token = vector.at("token").get<std::string>();
  cfy_buffer* claims = nullptr;
  const ErrorHandle error(cfy_jwt_verify(token.data(), token.size(), keys, rules, &claims));
  const BufferHandle claims_owned(claims);
  EXPECT_EQ(claims == nullptr, error != nullptr);
  return outcome(error);
}

TEST(JwtVectors, VerifyThroughC) {
  const Json file = load_file();
  const Json& cases = file.at("cases");
  ASSERT_FALSE(cases.empty());
  for (const Json& vector : cases) {
    const Json& named = vector.at("jwks");
    const std::string jwks = (named.is_string() ? file.at("sets").at(named.get<std::string>()) : named).dump();
    EXPECT_EQ(judge(vector, jwks), vector.at("expect")) << vector.at("name");
  }
}

TEST(JwtVectors, NullIsRefusedAndNothingIsLeftBehind) {
  const auto null_rule = [](cfy_error* error) {
    const ErrorHandle owned(error);
    return owned == nullptr ? std::string("ok") : std::string(cfy_error_rule(owned.get()));
  };
  cfy_jwks* keys = nullptr;
  cfy_jwt_rules* rules = nullptr;
  cfy_buffer* out = nullptr;
  ASSERT_EQ(cfy_jwt_rules_new(&rules), nullptr);
  const RulesHandle rules_owned(rules);
  EXPECT_EQ(null_rule(cfy_jwks_new(nullptr, 0, &keys)), "null");
  EXPECT_EQ(null_rule(cfy_jwks_new("{}", 2, nullptr)), "null");
  EXPECT_EQ(null_rule(cfy_jwt_rules_new(nullptr)), "null");
  EXPECT_EQ(null_rule(cfy_jwt_rules_set(nullptr, "alg", "ES256", 5)), "null");
  EXPECT_EQ(null_rule(cfy_jwt_rules_set(rules, nullptr, "ES256", 5)), "null");
  EXPECT_EQ(null_rule(cfy_jwt_rules_set(rules, "alg", nullptr, 0)), "null");
  EXPECT_EQ(null_rule(cfy_jwt_rules_set(rules, "issuer", "\xff", 1)), "invalid_utf8");
  EXPECT_EQ(null_rule(cfy_jwt_verify("a", 1, nullptr, rules, &out)), "null");
  EXPECT_EQ(null_rule(cfy_jwt_inspect(nullptr, 0, &out)), "null");
  EXPECT_EQ(null_rule(cfy_jwt_inspect("a", 1, nullptr)), "null");
  EXPECT_EQ(null_rule(cfy_jwt_inspect("a", CFY_NUL_TERMINATED, &out)), "token_form");
  EXPECT_EQ(keys, nullptr);
  EXPECT_EQ(out, nullptr);
  cfy_jwks_free(nullptr);
  cfy_jwt_rules_free(nullptr);
}

// Without rules, those of a new handle hold: HMAC is not allowed.
TEST(JwtVectors, NoRulesMeansTheUsualOnes) {
  const Json file = load_file();
  const std::string jwks = file.at("sets").at("symmetric").dump();
  cfy_jwks* keys = nullptr;
  ASSERT_EQ(cfy_jwks_new(jwks.data(), jwks.size(), &keys), nullptr);
  const JwksHandle keys_owned(keys);
  for (const Json& vector : file.at("cases")) {
    if (vector.at("name") != "HS256 where it was asked for") continue;
    const auto token = vector.at("token").get<std::string>();
    cfy_buffer* claims = nullptr;
    EXPECT_EQ(outcome(ErrorHandle(cfy_jwt_verify(token.data(), token.size(), keys, nullptr, &claims))),
              "alg_not_allowed");
  }
}

}  // namespace
}  // namespace cfy::conformance
