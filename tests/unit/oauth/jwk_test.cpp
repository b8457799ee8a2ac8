// Values that the standards publish.
#include "oauth/jwk.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>

#include "fixture.hpp"
#include "oauth/jwt.hpp"
#include "oauth/pkce.hpp"
#include "sanitize/json_guard.hpp"

namespace cfy::test {
namespace {

using oauth::Jwk;
using oauth::JwkSet;
using oauth::JwtRules;

constexpr const char* kRfc7638 =
    R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"})";
constexpr const char* kRfc8037 = R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";

Result<Jwk> parse(const std::string& text) {
  sanitize::JsonDocument document;
  return Jwk::parse(document.parse(text)->get_object().value_unsafe());
}

// Verifies a published token with the published key; answers "ok" or the rule.
std::string verify(const std::string& key, const std::string& token,
                   std::initializer_list<std::pair<const char*, const char*>> set) {
  JwtRules rules;
  for (const auto& [name, value] : set) EXPECT_TRUE(rules.set(name, value).ok());
  return outcome(oauth::verify_jwt(token, *JwkSet::parse(key), rules));
}

TEST(Jwk, ThumbprintsAreThoseOfTheStandards) {
  EXPECT_EQ(*parse(kRfc7638)->thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");  // RFC 7638 section 3.1
  EXPECT_EQ(*parse(kRfc8037)->thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");  // RFC 8037 appendix A.3
}

TEST(Jwk, VerifiesTheTokensOfRfc7515) {
  const std::string claims =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  const std::string es256 =  // appendix A.3
      "eyJhbGciOiJFUzI1NiJ9." + claims +
      ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  const std::string p256 =
      R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
  EXPECT_EQ(verify(p256, es256, {{"at", "1300819000"}, {"issuer", "joe"}}), "ok");
  EXPECT_EQ(verify(p256, es256, {}), "expired");

  const std::string hs256 =  // appendix A.1
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + claims + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const std::string oct =
      R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})";
  EXPECT_EQ(verify(oct, hs256, {{"at", "1300819000"}, {"alg", "HS256"}}), "ok");
  EXPECT_EQ(verify(oct, hs256, {{"at", "1300819000"}}), "alg_not_allowed");

  const std::string unsecured = "eyJhbGciOiJub25lIn0." + claims + ".";  // appendix A.5
  EXPECT_EQ(verify(p256, unsecured, {{"at", "1300819000"}}), "token_form");
}

TEST(Jwk, VerifiesTheTokenOfRfc8037) {
  const std::string token =
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-"
      "09PGcvMg3AIbQR6dWbhijcNR4ki4"
      "iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
  EXPECT_EQ(verify(kRfc8037, token, {{"claims", "false"}}), "ok");
  EXPECT_EQ(verify(kRfc8037, token, {}), "syntax");
}

TEST(Pkce, ChallengeIsThatOfRfc7636) {
  EXPECT_EQ(oauth::pkce_challenge(secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST(Pkce, EachVerifierIsNew) {
  const auto one = oauth::make_pkce();
  const auto other = oauth::make_pkce();
  EXPECT_EQ(one->verifier.size(), 43U);
  EXPECT_FALSE(one->verifier.equals(other->verifier));
  EXPECT_EQ(one->challenge, oauth::pkce_challenge(one->verifier));
}

TEST(JwkSet, FromTheNetworkMayHoldNoPrivateKey) {
  const std::string set = Json{{"keys", {jwt_vectors().at("private_keys").at("p256")}}}.dump();
  EXPECT_EQ(outcome(JwkSet::parse(set, oauth::PrivateKeys::refused)), "private_key");
  EXPECT_EQ(outcome(JwkSet::parse(set)), "ok");
  const std::string symmetric = jwt_vectors().at("sets").at("symmetric").dump();
  EXPECT_EQ(outcome(JwkSet::parse(symmetric, oauth::PrivateKeys::refused)), "private_key");
}

TEST(JwkSet, IsRefusedWhenItIsTooLarge) {
  EXPECT_EQ(outcome(JwkSet::parse(R"({"keys":[],"x":")" + std::string(256U << 10U, 'x') + "\"}")), "too_large");
}

}  // namespace
}  // namespace cfy::test
