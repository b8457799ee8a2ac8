// How certificates are judged. The cases follow the subjects of RFC 5280 and of the Baseline Requirements.
#include "judgement_fixture.hpp"

namespace cfy::tls {
namespace {

using test::ExtensionWish;

// One certificate that is wrong in one way, and by which rule.
struct Wrong {
  const char* what;
  ChainWish wish;
  const char* rule;
};

std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.what; }

std::string name_of(const ::testing::TestParamInfo<Wrong>& info) { return info.param.what; }

ExtensionWish san(std::string value) { return {NID_subject_alt_name, std::move(value)}; }
ExtensionWish eku(std::string value) { return {NID_ext_key_usage, std::move(value)}; }
ExtensionWish constraints(std::string value) { return {NID_name_constraints, std::move(value)}; }

void set_generalized(X509* certificate) {
  ASN1_TIME* const begins = X509_getm_notBefore(certificate);
  ASSERT_NE(ASN1_GENERALIZEDTIME_set(begins, static_cast<time_t>(kChainTime - 1000)), nullptr);
}

// ---- The leaf --------------------------------------------------------------------------------------------------------

class WrongLeaf : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongLeaf, IsRefusedByItsRule) {
  const Identity root = make_root();
  EXPECT_EQ(rule_of(make_leaf(root, GetParam().wish).pem(), root.pem()), GetParam().rule);
}

const Wrong kLeaves[] = {
    {"Right", {}, "accepted"},
    {"OfP521", {.key = "P-521"}, "accepted"},
    {"OfRsa", {.key = "RSA:2048"}, "accepted"},
    {"WithoutKeyUsage", {.without = {NID_key_usage}}, "accepted"},
    {"WithClientAuthToo", {.extensions = {eku("serverAuth,clientAuth")}}, "accepted"},
    {"NoSubjectAndCriticalNames", {.subject = "-", .extensions = {san("critical,DNS:example.com")}}, "accepted"},
    {"Expired", {.ends = kChainTime - 1}, "certificate_expired"},
    {"LastSecond", {.ends = kChainTime}, "accepted"},
    {"FirstSecond", {.begins = kChainTime}, "accepted"},
    {"NotYetValid", {.begins = kChainTime + 1}, "certificate_not_yet_valid"},
    {"DatesTheWrongWayRound", {.begins = kChainTime + 10, .ends = kChainTime}, "validity"},
    {"GeneralizedTimeBefore2050", {.before_signing = set_generalized}, "validity"},
    {"SerialZero", {.serial = "0"}, "serial_number"},
    {"SerialNegative", {.serial = "-5"}, "serial_number"},
    {"SerialOf21Octets", {.serial = "1461501637330902918203684832716283019655932542976"}, "serial_number"},
    {"Version1", {.version = 1}, "version"},
    {"NoAuthorityKeyIdentifier", {.without = {NID_authority_key_identifier}}, "authority_key_identifier"},
    {"CriticalAuthorityInformation",
     {.extensions = {{NID_info_access, "critical,caIssuers;URI:http://ca.example.com/"}}},
     "extension_criticality"},
    {"AuthorityInformation", {.extensions = {{NID_info_access, "caIssuers;URI:http://ca.example.com/"}}}, "accepted"},
    {"MalformedAuthorityInformation", {.extensions = {{NID_info_access, "der:616263"}}}, "malformed_extension"},
    {"EmptyAuthorityInformation",
     {.extensions = {{NID_subject_alt_name, "der:6578616D706C652E636F6D"}}},
     "malformed_extension"},
    {"TrailingOctet", {.extensions = {{NID_basic_constraints, "der:300000"}}}, "malformed_extension"},
    {"SameExtensionTwice", {.further = {san("DNS:example.com")}}, "duplicate_extension"},
    {"UnknownCriticalExtension",
     {.extensions = {{NID_netscape_comment, "critical,der:1600"}}},
     "unknown_critical_extension"},
    {"UnknownExtension", {.extensions = {{NID_netscape_comment, "der:1600"}}}, "accepted"},
    {"AuthorityAsLeaf",
     {.extensions = {{NID_basic_constraints, "critical,CA:TRUE"}, {NID_subject_key_identifier, "hash"}}},
     "authority_as_leaf"},
    {"MaySignCertificates", {.extensions = {{NID_key_usage, "digitalSignature,keyCertSign"}}}, "key_usage"},
    {"MayNotSign", {.extensions = {{NID_key_usage, "critical,keyEncipherment"}}, .key = "RSA:2048"}, "key_usage"},
    {"PathLengthWithoutCa",
     {.extensions = {{NID_basic_constraints, "critical,CA:FALSE,pathlen:0"}}},
     "basic_constraints"},
    {"NameConstraintsOfItsOwn",
     {.extensions = {constraints("critical,permitted;DNS:example.com")}},
     "malformed_name_constraints"},
    {"NoExtendedKeyUsage", {.without = {NID_ext_key_usage}}, "wrong_purpose"},
    {"ForClients", {.extensions = {eku("clientAuth")}}, "wrong_purpose"},
    {"ForAnything", {.extensions = {eku("serverAuth,anyExtendedKeyUsage")}}, "extended_key_usage"},
    {"ForCodeToo", {.extensions = {eku("serverAuth,codeSigning")}}, "extended_key_usage"},
    {"ForMailToo", {.extensions = {eku("serverAuth,emailProtection")}}, "extended_key_usage"},
    {"ForOcspToo", {.extensions = {eku("serverAuth,OCSPSigning")}}, "extended_key_usage"},
    {"CriticalExtendedKeyUsage", {.extensions = {eku("critical,serverAuth")}}, "extended_key_usage"},
    {"OnlyCommonName", {.without = {NID_subject_alt_name}}, "subject_alternative_name"},
    {"CriticalNamesBesideASubject", {.extensions = {san("critical,DNS:example.com")}}, "subject_alternative_name"},
    {"NamesNotCriticalWithoutASubject", {.subject = "-"}, "subject_alternative_name"},
    {"NoIssuer", {.issuer = "-"}, "empty_name"},
    {"AnotherHost", {.extensions = {san("DNS:example.org")}}, "hostname_mismatch"},
    {"Rsa1024", {.key = "RSA:1024"}, "weak_certificate"},
    {"Rsa2052", {.key = "RSA:2052"}, "weak_certificate"},
    {"P192", {.key = "P-192"}, "weak_certificate"},
    {"Secp256k1", {.key = "secp256k1"}, "weak_certificate"},
    {"Dsa", {.key = "DSA"}, "weak_certificate"},
    {"Ed25519", {.key = "ED25519"}, "weak_certificate"},
    {"SignedWithSha1", {.hash = "SHA1"}, "weak_certificate"},
    {"SignedWithMd5", {.hash = "SHA224"}, "weak_certificate"},
};
INSTANTIATE_TEST_SUITE_P(Judgement, WrongLeaf, ::testing::ValuesIn(kLeaves), name_of);

// ---- Intermediates and roots -----------------------------------------------------------------------------------------

class WrongIntermediate : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongIntermediate, IsRefusedByItsRule) {
  const Identity root = make_root();
  const Identity intermediate = make_intermediate(root, GetParam().wish);
  const Identity leaf = make_leaf(intermediate);
  EXPECT_EQ(rule_of(pem({&leaf, &intermediate}), root.pem()), GetParam().rule);
}

const Wrong kIntermediates[] = {
    {"Right", {}, "accepted"},
    {"Expired", {.ends = kChainTime - 1}, "certificate_expired"},
    {"NoBasicConstraints", {.without = {NID_basic_constraints}}, "not_an_authority"},
    {"NotCa",
     {.extensions = {{NID_basic_constraints, "critical,CA:FALSE"}, {NID_key_usage, "digitalSignature"}}},
     "not_an_authority"},
    {"BasicConstraintsNotCritical", {.extensions = {{NID_basic_constraints, "CA:TRUE"}}}, "basic_constraints"},
    {"MayNotSignCertificates", {.extensions = {{NID_key_usage, "critical,cRLSign"}}}, "not_an_authority"},
    {"NoKeyUsage", {.without = {NID_key_usage}}, "key_usage"},
    {"NoSubjectKeyIdentifier", {.without = {NID_subject_key_identifier}}, "subject_key_identifier"},
    {"NoAuthorityKeyIdentifier", {.without = {NID_authority_key_identifier}}, "authority_key_identifier"},
    {"IssuerInAuthorityKeyIdentifier",
     {.extensions = {{NID_authority_key_identifier, "keyid:always,issuer:always"}}},
     "authority_key_identifier"},
    {"ForMail", {.extensions = {eku("emailProtection")}}, "wrong_purpose"},
    {"ForServers", {.extensions = {eku("serverAuth,clientAuth")}}, "accepted"},
    {"PolicyConstraintsNotCritical",
     {.extensions = {{NID_policy_constraints, "requireExplicitPolicy:3"}}},
     "extension_criticality"},
#ifndef __SANITIZE_ADDRESS__  // OpenSSL 3.0 loses 42 bytes where constraints stand without policies (policy_cache_new)
    {"PolicyRequired", {.extensions = {{NID_policy_constraints, "critical,requireExplicitPolicy:0"}}}, "policy"},
#endif
    {"WeakKey", {.key = "RSA:1024"}, "weak_certificate"},
    {"SerialZero", {.serial = "0"}, "serial_number"},
    {"EmptyConstraints", {.extensions = {constraints("critical,der:3000")}}, "malformed_name_constraints"},
    {"Permitted", {.extensions = {constraints("critical,permitted;DNS:example.com")}}, "accepted"},
    {"PermittedNotCritical", {.extensions = {constraints("permitted;DNS:example.com")}}, "accepted"},
    {"NotPermitted", {.extensions = {constraints("critical,permitted;DNS:example.org")}}, "name_constraints"},
    {"Excluded", {.extensions = {constraints("critical,excluded;DNS:example.com")}}, "name_constraints"},
    {"PermittedAndExcluded",
     {.extensions = {constraints("critical,permitted;DNS:example.com,excluded;DNS:example.com")}},
     "name_constraints"},
    {"OfAnotherKind", {.extensions = {constraints("critical,permitted;IP:192.0.2.0/255.255.255.0")}}, "accepted"},
    {"WildcardInConstraint",
     {.extensions = {constraints("critical,permitted;DNS:*.example.com")}},
     "malformed_name_constraints"},
    {"PeriodBeforeConstraint",
     {.extensions = {constraints("critical,permitted;DNS:.example.com")}},
     "malformed_name_constraints"},
    {"MaskWithHoles",
     {.extensions = {constraints("critical,permitted;IP:192.0.2.0/255.0.255.0")}},
     "malformed_name_constraints"},
    {"MailboxWithTwoAts",
     {.extensions = {constraints("critical,permitted;email:a@b@example.com")}},
     "malformed_name_constraints"},
    {"AddressWithoutMask",
     {.extensions = {constraints("critical,der:300AA008300687047F000001")}},
     "malformed_name_constraints"},
};
INSTANTIATE_TEST_SUITE_P(Judgement, WrongIntermediate, ::testing::ValuesIn(kIntermediates), name_of);

class WrongRoot : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongRoot, IsRefusedByItsRule) {
  const Identity root = make_root(GetParam().wish);
  EXPECT_EQ(rule_of(make_leaf(root).pem(), root.pem()), GetParam().rule);
}

const Wrong kRoots[] = {
    {"Right", {}, "accepted"},
    {"NoKeyUsage", {.without = {NID_key_usage}}, "accepted"},
    {"Expired", {.ends = kChainTime - 1}, "certificate_expired"},
    {"NoSubject", {.subject = "-"}, "empty_name"},
    {"CriticalSubjectKeyIdentifier",
     {.extensions = {{NID_subject_key_identifier, "critical,hash"}}},
     "extension_criticality"},
    {"NoSubjectKeyIdentifier", {.without = {NID_subject_key_identifier}}, "subject_key_identifier"},
    {"NoBasicConstraints", {.without = {NID_basic_constraints}}, "not_an_authority"},
    {"ExtendedKeyUsage", {.extensions = {eku("serverAuth")}}, "extended_key_usage"},
    {"AuthorityKeyIdentifierOfAnother",
     {.extensions = {{NID_authority_key_identifier, "der:301680140102030405060708090A0B0C0D0E0F1011121314"}}},
     "authority_key_identifier"},
    {"AuthorityKeyIdentifierWithoutKey",
     {.extensions = {{NID_authority_key_identifier, "der:3000"}}},
     "authority_key_identifier"},
    {"Dsa", {.key = "DSA"}, "weak_certificate"},
    {"Rsa1024", {.key = "RSA:1024"}, "weak_certificate"},
    {"UnknownCriticalExtension",
     {.extensions = {{NID_netscape_comment, "critical,der:1600"}}},
     "unknown_critical_extension"},
};
INSTANTIATE_TEST_SUITE_P(Judgement, WrongRoot, ::testing::ValuesIn(kRoots), name_of);

// ---- Names -----------------------------------------------------------------------------------------------------------

struct Named {
  const char* names;  // subjectAltName
  const char* host;
  const char* rule;
  const char* subject = "somebody";
};

class Names : public ::testing::TestWithParam<Named> {};

TEST_P(Names, AreComparedWithTheHost) {
  const Named& named = GetParam();
  const Identity root = make_root();
  const Identity leaf = make_leaf(root, {.subject = named.subject, .extensions = {san(named.names)}});
  EXPECT_EQ(rule_of(leaf.pem(), root.pem(), named.host), named.rule) << named.names << " for " << named.host;
}

INSTANTIATE_TEST_SUITE_P(
    Judgement, Names,
    ::testing::Values(
        Named{"DNS:Example.COM", "eXample.com", "accepted"}, Named{"DNS:example.com", "example.com.", "accepted"},
        Named{"DNS:example.com", "a.example.com", "hostname_mismatch"},
        Named{"DNS:a.example.com", "example.com", "hostname_mismatch"},
        Named{"DNS:*.example.com", "a.example.com", "accepted"},
        Named{"DNS:*.example.com", "a.b.example.com", "hostname_mismatch"},
        Named{"DNS:*.example.com", "example.com", "hostname_mismatch"},
        Named{"DNS:*.com", "example.com", "malformed_name"}, Named{"DNS:*", "localhost", "malformed_name"},
        Named{"DNS:ba*.example.com", "baz.example.com", "malformed_name"},
        Named{"DNS:foo.*.example.com", "foo.bar.example.com", "malformed_name"},
        Named{"DNS:xn--*-1b3c148a.example.com", "xn--bliss-1b3c148a.example.com", "malformed_name"},
        Named{"DNS:.example.com,DNS:a.example.com", "a.example.com", "malformed_name"},
        Named{"DNS:example.com.", "example.com", "malformed_name"},
        Named{"DNS:-a.example.com,DNS:example.com", "example.com", "malformed_name"},
        Named{"DNS:a_b.example.com", "a_b.example.com", "accepted"},
        Named{"DNS:127.0.0.1", "127.0.0.1", "malformed_name"}, Named{"IP:127.0.0.1", "127.0.0.1", "accepted"},
        Named{"IP:127.0.0.2", "127.0.0.1", "hostname_mismatch"}, Named{"IP:::1", "::1", "accepted"},
        Named{"IP:::1", "0:0::1", "accepted"}, Named{"der:300A87087F000001FFFFFFFF", "127.0.0.1", "malformed_name"},
        Named{"DNS:example.com,email:a@b@example.com", "example.com", "malformed_name"},
        Named{"DNS:example.com,URI:no-scheme", "example.com", "malformed_name"},
        Named{"DNS:example.com,URI:spiffe://a/b", "example.com", "accepted"},
        Named{"IP:192.168.1.1", "192.168.1.1", "common_name", "192.168.001.001"},
        Named{"IP:192.168.1.1", "192.168.1.1", "common_name", "0xC0A80101"},
        Named{"IP:192.168.1.1", "192.168.1.1", "accepted", "192.168.1.1"},
        Named{"IP:2001:db8::1", "2001:db8::1", "common_name", "2001:DB8::1"},
        Named{"DNS:example.com", "example.com", "common_name", "Example.com"},
        Named{"DNS:xn--n3h.com", "xn--n3h.com", "common_name", "xn--nxasmq6b.com"},
        Named{"DNS:example.com", "example.com", "common_name", "t\xc3\xa4st.example.com"},
        Named{"DNS:example.com", "example.com", "accepted", "Example Incorporated"}));

TEST(JudgementOfNames, TellsANameThatIsNone) {
  const Identity root = make_root();
  const Identity leaf = make_leaf(root);
  for (const char* const name : {"", ".", ".example.com", "*.example.com", "exa mple.com", "example.com:443", "[::1]",
                                 "1.2.3", "t\xc3\xa4st.example.com"}) {
    EXPECT_EQ(rule_of(leaf.pem(), root.pem(), name), "invalid_name") << name;
  }
}

TEST(JudgementOfNames, LetsNoWildcardReachIntoWhatIsExcluded) {
  const Identity root = make_root();
  const auto rule = [&](const std::string& constraint) {
    const Identity intermediate = make_intermediate(root, {.extensions = {constraints("critical," + constraint)}});
    const Identity leaf = make_leaf(intermediate, {.extensions = {san("DNS:*.example.com")}});
    return rule_of(pem({&leaf, &intermediate}), root.pem(), "bar.example.com");
  };
  EXPECT_EQ(rule("excluded;DNS:bar.example.com"), "name_constraints");
  EXPECT_EQ(rule("permitted;DNS:bar.example.com"), "name_constraints");
  EXPECT_EQ(rule("permitted;DNS:example.com"), "accepted");
}

TEST(JudgementOfNames, HoldsAuthoritiesToTheConstraintsAboveThem) {
  const Identity root = make_root();
  const Identity upper = make_intermediate(
      root, {.subject = "upper", .extensions = {constraints("critical,excluded;DNS:forbidden.example.com")}});
  const Identity lower =
      make_intermediate(upper, {.subject = "lower", .extensions = {san("DNS:forbidden.example.com")}});
  const Identity leaf = make_leaf(lower);
  EXPECT_EQ(rule_of(pem({&leaf, &lower, &upper}), root.pem()), "name_constraints");
}

TEST(JudgementOfNames, RefusesMoreConstraintsThanCanBeCompared) {
  std::string many = "critical";
  std::string names = "DNS:example.com";
  for (int i = 0; i < 600; ++i) {
    many += ",permitted;DNS:t" + std::to_string(i) + ".test,excluded;DNS:x" + std::to_string(i) + ".test";
    names += ",DNS:t" + std::to_string(i) + ".test";
  }
  const Identity root = make_root({.extensions = {constraints(many)}});
  EXPECT_EQ(rule_of(make_leaf(root, {.extensions = {san(names)}}).pem(), root.pem()), "too_many_constraints");
}

// ---- Paths -----------------------------------------------------------------------------------------------------------

ExtensionWish path_length(int length) {
  return {NID_basic_constraints, "critical,CA:TRUE,pathlen:" + std::to_string(length)};
}

TEST(JudgementOfPaths, CountsAuthorities) {
  const Identity root = make_root();
  const auto rule = [&](int first_length, int second_length) {
    const Identity first = make_intermediate(root, {.subject = "first", .extensions = {path_length(first_length)}});
    const Identity second = make_intermediate(first, {.subject = "second", .extensions = {path_length(second_length)}});
    const Identity leaf = make_leaf(second);
    return rule_of(pem({&leaf, &second, &first}), root.pem());
  };
  EXPECT_EQ(rule(0, 0), "path_length");
  EXPECT_EQ(rule(1, 0), "accepted");
  EXPECT_EQ(rule(1, 2), "accepted");
}

TEST(JudgementOfPaths, DoesNotCountThoseThatIssuedThemselves) {
  const Identity root = make_root();
  const Identity first = make_intermediate(root, {.subject = "same", .extensions = {path_length(0)}});
  const Identity second = make_intermediate(first, {.subject = "same", .extensions = {path_length(0)}});
  const Identity leaf = make_leaf(second);
  EXPECT_EQ(rule_of(pem({&leaf, &first, &second}), root.pem()), "accepted");
}

TEST(JudgementOfPaths, TakesIntermediatesInAnyOrder) {
  const Identity root = make_root();
  const Identity upper = make_intermediate(root, {.subject = "upper"});
  const Identity lower = make_intermediate(upper, {.subject = "lower"});
  const Identity stranger = make_root({.subject = "stranger"});
  const Identity leaf = make_leaf(lower);
  EXPECT_EQ(rule_of(pem({&leaf, &upper, &stranger, &lower}), root.pem()), "accepted");
  EXPECT_EQ(rule_of(pem({&leaf, &upper}), root.pem()), "unknown_authority");
}

TEST(JudgementOfPaths, TrustsAnIntermediateThatIsGivenAsAnchor) {
  const Identity root = make_root();
  const Identity intermediate = make_intermediate(root);
  const Identity leaf = make_leaf(intermediate);
  EXPECT_EQ(rule_of(pem({&leaf, &root}), intermediate.pem()), "accepted");
}

TEST(JudgementOfPaths, KnowsAnAuthorityByItsKey) {
  const Identity root = make_root();
  const Identity impostor = make_root();
  EXPECT_EQ(rule_of(make_leaf(impostor).pem(), root.pem()), "unknown_authority");
  // With the identifier of the other's key too, it is the signature that tells.
  const Identity leaf = make_leaf(impostor, {.without = {NID_authority_key_identifier}});
  EXPECT_NE(rule_of(leaf.pem(), root.pem()), "accepted");
}

TEST(JudgementOfPaths, RefusesALeafThatSignedItself) {
  const Identity root = make_root();
  const Identity stranger = make_root({.subject = "example.com",
                                       .extensions = {{NID_basic_constraints, "critical,CA:FALSE"},
                                                      {NID_key_usage, "critical,digitalSignature"},
                                                      eku("serverAuth"),
                                                      san("DNS:example.com")}});
  EXPECT_EQ(rule_of(stranger.pem(), root.pem()), "self_signed");
  EXPECT_EQ(rule_of(stranger.pem(), stranger.pem()), "accepted");
}

TEST(JudgementOfPaths, FindsTheWayThatHolds) {
  const Identity root_a = make_root({.subject = "root a"});
  const Identity root_b = make_root({.subject = "root b"});
  const Identity by_a = make_intermediate(root_a, {.subject = "cross", .ends = kChainTime - 1});
  const Identity by_b = make_intermediate(root_b, {.subject = "cross", .same_key_as = &by_a});
  const Identity leaf = make_leaf(by_a);
  const std::string both = pem({&root_a, &root_b});
  EXPECT_EQ(rule_of(pem({&leaf, &by_a, &by_b}), both), "accepted");
  EXPECT_EQ(rule_of(pem({&leaf, &by_b, &by_a}), both), "accepted");
  EXPECT_EQ(rule_of(pem({&leaf, &by_a}), both), "certificate_expired");
}

TEST(JudgementOfPaths, FindsTheWayThatConstraintsAllow) {
  const Identity root_a = make_root({.subject = "root a"});
  const Identity root_b = make_root({.subject = "root b"});
  const Identity narrow = make_intermediate(
      root_a, {.subject = "narrow", .extensions = {constraints("critical,permitted;DNS:example.org")}});
  const Identity by_narrow = make_intermediate(narrow, {.subject = "cross"});
  const Identity by_b = make_intermediate(root_b, {.subject = "cross", .same_key_as = &by_narrow});
  const Identity leaf = make_leaf(by_narrow);
  EXPECT_EQ(rule_of(pem({&leaf, &by_narrow, &narrow, &by_b}), pem({&root_a, &root_b})), "accepted");
}

TEST(JudgementOfPaths, EndsWhereAuthoritiesSignInACircle) {
  const Identity root = make_root();
  const Identity one = make_root({.subject = "one"});
  const Identity other = make_root({.subject = "other"});
  const Identity one_by_other = make_intermediate(other, {.subject = "one", .same_key_as = &one});
  const Identity other_by_one = make_intermediate(one, {.subject = "other", .same_key_as = &other});
  const Identity leaf = make_leaf(one_by_other);
  EXPECT_EQ(rule_of(pem({&leaf, &one_by_other, &other_by_one}), root.pem()), "unknown_authority");
}

TEST(JudgementOfPaths, DropsFractionsOfASecond) {
  const auto at = parse_time("2024-01-01T01:00:00.999+01:00");
  ASSERT_TRUE(at);
  EXPECT_EQ(*at, kChainTime);
  EXPECT_EQ(*parse_time("1704067200.5"), kChainTime);
  for (const char* const wrong : {"", "yesterday", "2024-01-01", "2024-02-30T00:00:00Z", "-1", "1704067200.", "1x"}) {
    const auto refused = parse_time(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().rule, "invalid_time");
  }
}

TEST(JudgementOfPaths, TellsWhatCannotBeRead) {
  const Identity root = make_root();
  const Identity leaf = make_leaf(root);
  EXPECT_EQ(rule_of("nothing", root.pem()), "malformed_certificate");
  EXPECT_EQ(rule_of(leaf.pem(), ""), "malformed_certificate");
  std::string broken = leaf.pem();
  broken.replace(broken.size() / 2, 1, "!");
  EXPECT_EQ(rule_of(leaf.pem() + broken, root.pem()), "malformed_certificate");
}

}  // namespace
}  // namespace cfy::tls
