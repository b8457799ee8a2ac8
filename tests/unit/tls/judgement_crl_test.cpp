// Revocation lists: what revokes, and which lists may be relied on.
#include "judgement_fixture.hpp"

namespace cfy::tls {
namespace {

using test::CrlWish;
using test::make_crl;

class JudgementOfCrls : public ::testing::Test {
 protected:
  std::string rule(const std::string& crls) const {
    return rule_of(leaf.pem(), root.pem(), "example.com", kChainTime, crls);
  }
  std::string rule(const CrlWish& wish) const { return rule(make_crl(root, wish)); }

  const Identity root = make_root();
  const Identity leaf = make_leaf(root);
  const Identity other = make_leaf(root);
};

TEST_F(JudgementOfCrls, AcceptWhatIsNotOnThem) {
  EXPECT_EQ(rule(CrlWish{}), "accepted");
  EXPECT_EQ(rule(CrlWish{.revoked = {other.certificate.get()}}), "accepted");
}

TEST_F(JudgementOfCrls, RefuseWhatIsOnThem) {
  EXPECT_EQ(rule(CrlWish{.revoked = {other.certificate.get(), leaf.certificate.get()}}), "revoked");
}

TEST_F(JudgementOfCrls, DoNotRevokeForAnotherAuthority) {
  const Identity stranger = make_root({.subject = "stranger"});
  EXPECT_EQ(rule(make_crl(root) + make_crl(stranger, {.revoked = {leaf.certificate.get()}})), "accepted");
}

TEST_F(JudgementOfCrls, HaveToBeThereForEachAuthority) {
  const Identity intermediate = make_intermediate(root);
  const Identity below = make_leaf(intermediate);
  const auto judged = [&](const std::string& crls) {
    return rule_of(pem({&below, &intermediate}), root.pem(), "example.com", kChainTime, crls);
  };
  EXPECT_EQ(judged(make_crl(root)), "crl_missing");
  EXPECT_EQ(judged(make_crl(intermediate)), "crl_missing");
  EXPECT_EQ(judged(make_crl(root) + make_crl(intermediate)), "accepted");
  EXPECT_EQ(judged(make_crl(root, {.revoked = {intermediate.certificate.get()}}) + make_crl(intermediate)), "revoked");
}

TEST_F(JudgementOfCrls, HaveToBeOfThisTime) {
  EXPECT_EQ(rule(CrlWish{.issued = kChainTime + 1}), "crl_not_yet_valid");
  EXPECT_EQ(rule(CrlWish{.next = kChainTime - 1}), "crl_expired");
}

TEST_F(JudgementOfCrls, HaveToBeSignedByTheAuthority) {
  const Identity impostor = make_root();
  EXPECT_EQ(rule(CrlWish{.signer = &impostor}), "crl_signature");
}

TEST_F(JudgementOfCrls, HaveToBeWellFormed) {
  EXPECT_EQ(rule(CrlWish{.number = false}), "malformed_crl");
  EXPECT_EQ(rule(CrlWish{.extensions = {{NID_crl_number, "critical,der:020107"}}, .number = false}), "malformed_crl");
  EXPECT_EQ(rule(CrlWish{.next_update = false}), "malformed_crl");
  EXPECT_EQ(rule(CrlWish{.revoked = {other.certificate.get(), other.certificate.get()}}), "malformed_crl");
  EXPECT_EQ(rule("no list at all"), "malformed_crl");
}

TEST_F(JudgementOfCrls, AreNotReliedOnWithExtensionsThatAreNotUnderstood) {
  EXPECT_EQ(rule(CrlWish{.extensions = {{NID_netscape_comment, "critical,der:1600"}}}),
            "crl_unknown_critical_extension");
  EXPECT_EQ(rule(CrlWish{.extensions = {{NID_netscape_comment, "der:1600"}}}), "accepted");
}

TEST_F(JudgementOfCrls, NeedAnAuthorityThatMaySignThem) {
  const Identity silent = make_root({.extensions = {{NID_key_usage, "critical,keyCertSign"}}});
  const Identity below = make_leaf(silent);
  EXPECT_EQ(rule_of(below.pem(), silent.pem(), "example.com", kChainTime, make_crl(silent)), "crl_issuer");
}

// issuingDistributionPoint with the given DER content.
std::string scoped(const Identity& issuer, const std::string& der) {
  return make_crl(issuer, {.extensions = {{NID_issuing_distribution_point, "critical,der:" + der}}});
}

// distributionPoint, fullName, URI http://a/b
constexpr const char* kPoint = "3010A00EA00C860A687474703A2F2F612F62";

TEST_F(JudgementOfCrls, SpeakForTheirScopeAlone) {
  EXPECT_EQ(rule(scoped(root, kPoint)), "crl_scope");            // the certificate names no distribution point
  EXPECT_EQ(rule(scoped(root, "30038201FF")), "crl_scope");      // onlyContainsCACerts
  EXPECT_EQ(rule(scoped(root, "30038401FF")), "malformed_crl");  // indirectCRL
  EXPECT_EQ(rule(scoped(root, "30038501FF")), "malformed_crl");  // onlyContainsAttributeCerts
  EXPECT_EQ(rule(make_crl(root, {.extensions = {{NID_issuing_distribution_point, std::string("der:") + kPoint}}})),
            "malformed_crl");  // not critical
}

TEST_F(JudgementOfCrls, AreFoundByTheirDistributionPoint) {
  const auto judged = [&](const std::string& points) {
    const Identity below = make_leaf(root, {.extensions = {{NID_crl_distribution_points, points}}});
    return rule_of(below.pem(), root.pem(), "example.com", kChainTime, scoped(root, kPoint));
  };
  EXPECT_EQ(judged("URI:http://a/b"), "accepted");
  EXPECT_EQ(judged("URI:http://a/%62"), "crl_scope");
  EXPECT_EQ(judged("URI:http://a/b,DNS:a"), "crl_scope");
}

}  // namespace
}  // namespace cfy::tls
