#include "tls/pins.hpp"

#include <gtest/gtest.h>

#include "support/chain_builder.hpp"
#include "tls/fingerprint.hpp"
#include "tls/pem.hpp"

namespace cfy::tls {
namespace {

constexpr const char* kSome = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
constexpr const char* kOther = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

std::string rule_of(const std::string& text) {
  const auto pins = PinSet::parse(text);
  return pins ? "accepted" : pins.error().rule;
}

TEST(Pins, NeedABackup) {
  EXPECT_EQ(rule_of(kSome), "backup_pin");
  EXPECT_EQ(rule_of(std::string(kSome) + "," + kSome), "backup_pin");
  EXPECT_EQ(rule_of(std::string(kSome) + ", " + kOther), "accepted");
  EXPECT_EQ(rule_of(""), "backup_pin");
}

TEST(Pins, AreDigestsInBase64) {
  for (const char* const wrong : {"sha256//AAAA", "sha1//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                                  "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
                                  "sha256//-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}) {
    EXPECT_EQ(rule_of(std::string(kSome) + " " + wrong), "invalid_pin") << wrong;
  }
}

class PinsOnChain : public ::testing::Test {
 protected:
  static PinSet pins_with(const X509* certificate) {
    return *PinSet::parse(std::string(kOther) + " sha256//" + spki_sha256(certificate));
  }

  const test::Identity root = test::make_root();
  const test::Identity leaf = test::make_leaf(root);
  const test::Identity stranger = test::make_leaf(root);
  const std::vector<Certificate> chain = *read_certificates(leaf.pem() + root.pem(), "chain");
};

TEST_F(PinsOnChain, FitTheLeafOrAnAuthority) {
  EXPECT_FALSE(pins_with(leaf.certificate.get()).check(chain, 1000));
  EXPECT_FALSE(pins_with(root.certificate.get()).check(chain, 1000));
  const Findings found = pins_with(stranger.certificate.get()).check(chain, 1000);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->rule, "pin_mismatch");
}

TEST_F(PinsOnChain, HoldUntilTheyExpire) {
  PinSet pins = pins_with(stranger.certificate.get());
  pins.expire_at(1000);
  EXPECT_TRUE(pins.check(chain, 999));
  EXPECT_FALSE(pins.check(chain, 1000));
}

}  // namespace
}  // namespace cfy::tls
