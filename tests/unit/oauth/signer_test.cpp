#include "oauth/signer.hpp"

#include <gtest/gtest.h>

#include <openssl/bio.h>
#include <openssl/pem.h>

#include "fixture.hpp"
#include "oauth/jwt.hpp"

namespace cfy::test {
namespace {

using oauth::Algorithm;
using oauth::Signer;

std::string new_pem(EVP_PKEY* key) {
  BIO* const memory = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(memory, key, nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string pem(data, static_cast<std::size_t>(size));
  BIO_free(memory);
  EVP_PKEY_free(key);
  return pem;
}

std::string verified(const std::string& token) {
  const auto keys = oauth::JwkSet::parse(jwt_vectors().at("sets").at("all").dump());
  oauth::JwtRules rules;
  EXPECT_TRUE(rules.set("claims", "false").ok());
  const auto payload = oauth::verify_jwt(token, *keys, rules);
  return payload ? *payload : payload.error().rule;
}

TEST(Signer, WhatItSignsIsVerified) {
  for (const auto& [key, algorithm] : {std::pair{"rsa", Algorithm::rs256},
                                       {"rsa", Algorithm::rs512},
                                       {"rsa", Algorithm::ps256},
                                       {"rsa", Algorithm::ps512},
                                       {"p256", Algorithm::es256},
                                       {"p384", Algorithm::es384},
                                       {"p521", Algorithm::es512},
                                       {"ed25519", Algorithm::eddsa},
                                       {"ed448", Algorithm::eddsa}}) {
    const std::string jwk = jwt_vectors().at("private_keys").at(key).dump();
    const auto signer = Signer::from_jwk(secret(jwk), algorithm);
    ASSERT_TRUE(signer.ok()) << key << ' ' << signer.error().message;
    // Many, so that short numbers in ECDSA signatures come up.
    for (int i = 0; i < 40; ++i) {
      const auto token = signer->sign({{"typ", "JWT"}}, "payload " + std::to_string(i));
      ASSERT_TRUE(token.ok());
      EXPECT_EQ(verified(*token), "payload " + std::to_string(i)) << key;
    }
  }
}

TEST(Signer, TakesTheAlgorithmOfItsKey) {
  EXPECT_EQ(signer("rsa").algorithm(), Algorithm::rs256);
  EXPECT_EQ(signer("p521").algorithm(), Algorithm::es512);
  EXPECT_EQ(signer("ed25519").algorithm(), Algorithm::eddsa);
  EXPECT_EQ(signer("p384").kid(), "p384_test_1");
}

TEST(Signer, ReadsPem) {
  const auto made = Signer::from_pem(secret(new_pem(EVP_EC_gen("P-256"))), std::nullopt, "pem_test_1");
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->algorithm(), Algorithm::es256);
  const auto keys = oauth::JwkSet::parse(made->public_key());
  oauth::JwtRules rules;
  ASSERT_TRUE(rules.set("claims", "false").ok());
  EXPECT_EQ(outcome(oauth::verify_jwt(*made->sign({}, "x"), *keys, rules)), "ok");
}

TEST(Signer, RefusesKeysThatOthersWouldRefuse) {
  EXPECT_EQ(outcome(Signer::from_pem(secret(new_pem(EVP_RSA_gen(1024))), std::nullopt)), "weak_key");
  EXPECT_EQ(outcome(Signer::from_jwk(secret(jwt_vectors().at("private_keys").at("weak").dump()))), "weak_key");
  EXPECT_EQ(outcome(Signer::from_jwk(secret(jwt_vectors().at("private_keys").at("p256").dump()), Algorithm::es384)),
            "alg_not_of_key");
  EXPECT_EQ(outcome(Signer::from_jwk(secret(jwt_vectors().at("private_keys").at("oct").dump()))), "key_form");
  Json no_private = jwt_vectors().at("private_keys").at("p256");
  no_private.erase("d");
  EXPECT_EQ(outcome(Signer::from_jwk(secret(no_private.dump()))), "key_form");
  EXPECT_EQ(outcome(Signer::from_pem(secret("-----BEGIN NOTHING-----"), std::nullopt)), "key_form");
  const auto refused = Signer::from_jwk(secret("{"));
  EXPECT_EQ(refused.error().code, ErrorCode::configuration);
  EXPECT_EQ(refused.error().field, "private_key");
}

// A private number that is not the public point's would sign what nobody can verify.
TEST(Signer, RefusesHalvesOfDifferentKeys) {
  Json mixed = jwt_vectors().at("private_keys").at("p256");
  std::string d = mixed.at("d");
  d[3] = d[3] == 'A' ? 'B' : 'A';
  mixed["d"] = d;
  EXPECT_EQ(outcome(Signer::from_jwk(secret(mixed.dump()))), "key_form");
  Json okp = jwt_vectors().at("private_keys").at("ed25519");
  okp["x"] = jwt_vectors().at("private_keys").at("ed448").at("x").get<std::string>().substr(0, 42) + "A";
  EXPECT_EQ(outcome(Signer::from_jwk(secret(okp.dump()))), "key_form");
}

}  // namespace
}  // namespace cfy::test
