#include "oauth/proofs.hpp"

#include <gtest/gtest.h>

#include "fixture.hpp"
#include "oauth/jwt.hpp"

namespace cfy::test {
namespace {

using oauth::check_dpop_proof;
using oauth::DpopExpectation;
using oauth::DpopWish;
using oauth::make_dpop_proof;
using std::chrono::seconds;

constexpr std::string_view kUrl = "https://server.example.com/token";

// A proof of RFC 9449 section 4.1, its key's thumbprint of section 6.1, and the hash of section 7.1.
constexpr std::string_view kPublished =
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRj"
    "QyVVFVZldW"
    "QVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19."
    "eyJqdGkiOiItQndDM0VTYzZhY2My"
    "bFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-"
    "GxA6T8lP4vfrg8v-FdWP"
    "0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

TEST(Dpop, TheProofOfTheStandardIsGood) {
  StillClock clock;
  clock.seconds = seconds(1562262616 - 1'700'000'000);
  const auto proof = check_dpop_proof(kPublished, {.method = "POST", .url = kUrl}, clock);
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(proof->thumbprint, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
  EXPECT_EQ(proof->jti, "-BwC3ESc6acc2lTc");
}

class DpopTest : public ::testing::Test {
 protected:
  std::string make(const DpopWish& wish) const { return make_dpop_proof(signer_, wish, clock_).value(); }
  std::string check(std::string_view proof, const DpopExpectation& expected) const {
    return outcome(check_dpop_proof(proof, expected, clock_));
  }
  // A proof with other claims or another header than ours would have.
  std::string forged(const Json& header, const Json& claims) const {
    return signer_.sign(header, claims.dump()).value();
  }
  Json claims() const { return {{"jti", "x"}, {"htm", "POST"}, {"htu", kUrl}, {"iat", 1'700'000'000}}; }
  Json header() const { return {{"typ", "dpop+jwt"}, {"jwk", Json::parse(signer_.public_key())}}; }

  StillClock clock_;
  oauth::Signer signer_ = signer("p256");
  secrets::Secret token_ = secret("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");  // of RFC 9449 section 7.1
  const DpopExpectation plain_{.method = "POST", .url = kUrl};
};

TEST_F(DpopTest, AProofIsGoodForItsRequestAlone) {
  const std::string proof = make({.method = "POST", .url = "https://server.example.com/token?a=b#c"});
  EXPECT_EQ(check(proof, plain_), "ok");
  EXPECT_EQ(check(proof, {.method = "GET", .url = kUrl}), "htm_wrong");
  EXPECT_EQ(check(proof, {.method = "POST", .url = "https://server.example.com/token2"}), "htu_wrong");
  EXPECT_EQ(check(proof, {.method = "POST", .url = "https://server.example.com/token?other"}), "ok");
}

TEST_F(DpopTest, AProofIsBoundToTokenAndNonce) {
  const secrets::Secret other = secret("cfy_at_test_other");
  const std::string bound = make({.method = "POST", .url = kUrl, .access_token = &token_, .nonce = "n"});
  EXPECT_EQ(check(bound, {.method = "POST", .url = kUrl, .access_token = &token_, .nonce = "n"}), "ok");
  EXPECT_EQ(check(bound, {.method = "POST", .url = kUrl, .access_token = &other, .nonce = "n"}), "ath_wrong");
  EXPECT_EQ(check(bound, {.method = "POST", .url = kUrl, .access_token = &token_, .nonce = "m"}), "nonce_wrong");
  EXPECT_EQ(check(make({.method = "POST", .url = kUrl}), {.method = "POST", .url = kUrl, .access_token = &token_}),
            "claim_missing");
  EXPECT_EQ(check(make({.method = "POST", .url = kUrl}), {.method = "POST", .url = kUrl, .nonce = "n"}),
            "claim_missing");
}

TEST_F(DpopTest, EachProofIsNewAndGrowsOld) {
  const std::string proof = make({.method = "POST", .url = kUrl});
  EXPECT_NE(check_dpop_proof(proof, plain_, clock_)->jti,
            check_dpop_proof(make({.method = "POST", .url = kUrl}), plain_, clock_)->jti);
  clock_.seconds = seconds(301);
  EXPECT_EQ(check(proof, plain_), "expired");
  clock_.seconds = seconds(-301);
  EXPECT_EQ(check(proof, plain_), "issued_in_future");
}

TEST_F(DpopTest, AProofMustBeSignedByTheKeyThatItBrings) {
  std::string proof = make({.method = "POST", .url = kUrl});
  char& changed = proof[proof.rfind('.') + 1];
  changed = changed == 'A' ? 'B' : 'A';
  EXPECT_EQ(check(proof, plain_), "signature_invalid");
}

TEST_F(DpopTest, RefusesProofsThatAreNone) {
  const auto header_with = [this](const char* name, const Json& value) {
    Json changed = header();
    changed[name] = value;
    return changed;
  };
  EXPECT_EQ(check(forged(header(), claims()), plain_), "ok");
  EXPECT_EQ(check(forged({{"typ", "dpop+jwt"}}, claims()), plain_), "jwk_form");
  EXPECT_EQ(check(forged(header_with("typ", "JWT"), claims()), plain_), "typ_wrong");
  EXPECT_EQ(check(forged(header_with("jku", "https://x"), claims()), plain_), "header_jku");
  EXPECT_EQ(check(forged(header_with("jwk", jwt_vectors().at("private_keys").at("p256")), claims()), plain_),
            "private_key");
  EXPECT_EQ(check(forged(header_with("jwk", Json::parse(signer("p384").public_key())), claims()), plain_),
            "alg_not_of_key");
  EXPECT_EQ(check(forged(header_with("jwk", jwt_vectors().at("private_keys").at("oct")), claims()), plain_),
            "private_key");
  for (const char* name : {"jti", "htm", "htu", "iat"}) {
    Json without = claims();
    without.erase(name);
    EXPECT_EQ(check(forged(header(), without), plain_), "claim_missing") << name;
  }
  Json early = claims();
  early["iat"] = "1700000000";
  EXPECT_EQ(check(forged(header(), early), plain_), "date_form");
}

TEST(ClientAssertion, IsGoodOnceAndShort) {
  const StillClock clock;
  const auto one = oauth::make_client_assertion(signer("rsa"), "app_test_1", "https://issuer.example/token", clock);
  const auto other = oauth::make_client_assertion(signer("rsa"), "app_test_1", "https://issuer.example/token", clock);
  const auto keys = oauth::JwkSet::parse(jwt_vectors().at("sets").at("all").dump());
  oauth::JwtRules rules;
  for (const auto& [name, value] : {std::pair{"issuer", "app_test_1"}, {"audience", "https://issuer.example/token"}}) {
    ASSERT_TRUE(rules.set(name, value).ok());
  }
  const Json claims = Json::parse(oauth::verify_jwt(*one, *keys, rules, clock).value());
  EXPECT_EQ(claims.at("sub"), "app_test_1");
  EXPECT_EQ(claims.at("exp"), 1'700'000'060);
  EXPECT_NE(claims.at("jti"), Json::parse(oauth::verify_jwt(*other, *keys, rules, clock).value()).at("jti"));
}

}  // namespace
}  // namespace cfy::test
