// The TLS policy against servers that do not fulfil it.
#include "engine_fixture.hpp"

namespace cfy::transport {
namespace {

using test::always;
using test::CertificateWish;
using test::http_answer;
using test::TlsServer;

class TlsPolicyTest : public EngineTest {
 protected:
  // What a server with that certificate is answered with: the rule of the TlsError, or "accepted".
  std::string rule_for(const test::Identity& presented, int newest_version = TLS1_3_VERSION,
                       const std::string& host = "127.0.0.1") {
    TlsServer server(presented, always(http_answer(200, "{}")), newest_version);
    const auto response =
        make_engine()->perform(get("https://" + host + ":" + std::to_string(server.port()) + "/"), nullptr);
    if (response) return "accepted";
    EXPECT_EQ(response.error().code, ErrorCode::tls) << response.error().message;
    return response.error().rule;
  }
  std::string rule_for(const CertificateWish& wish, const std::string& host = "127.0.0.1") {
    return rule_for(test::make_certificate(wish, &authority), TLS1_3_VERSION, host);
  }
};

TEST_F(TlsPolicyTest, AcceptsARightCertificateByAddressAndByName) {
  EXPECT_EQ(rule_for(CertificateWish{}), "accepted");
  EXPECT_EQ(rule_for(CertificateWish{}, "localhost"), "accepted");
}

TEST_F(TlsPolicyTest, RefusesAnAuthorityThatIsNotTrusted) {
  const test::Identity other = test::make_authority();
  EXPECT_EQ(rule_for(test::make_certificate({}, &other)), "unknown_authority");
}

TEST_F(TlsPolicyTest, RefusesACertificateThatSignedItself) {
  EXPECT_EQ(rule_for(test::make_certificate({}, nullptr)), "self_signed");
}

TEST_F(TlsPolicyTest, RefusesAnExpiredCertificate) {
  EXPECT_EQ(rule_for(CertificateWish{.begins_in_seconds = -7200, .ends_in_seconds = -3600}), "certificate_expired");
}

TEST_F(TlsPolicyTest, RefusesACertificateThatIsNotYetValid) {
  EXPECT_EQ(rule_for(CertificateWish{.begins_in_seconds = 3600, .ends_in_seconds = 7200}), "certificate_not_yet_valid");
}

TEST_F(TlsPolicyTest, RefusesAnotherHost) {
  EXPECT_EQ(rule_for(CertificateWish{.alternative_names = "DNS:elsewhere.example"}), "hostname_mismatch");
  EXPECT_EQ(rule_for(CertificateWish{.alternative_names = "DNS:elsewhere.example"}, "localhost"), "hostname_mismatch");
}

TEST_F(TlsPolicyTest, DoesNotTakeTheCommonNameForAHostName) {
  EXPECT_EQ(rule_for(CertificateWish{.common_name = "localhost", .alternative_names = ""}, "localhost"),
            "subject_alternative_name");
}

TEST_F(TlsPolicyTest, RefusesACertificateForClients) {
  EXPECT_EQ(rule_for(CertificateWish{.usage = "clientAuth"}), "wrong_purpose");
}

TEST_F(TlsPolicyTest, RefusesVersionsBefore12) {
  EXPECT_EQ(rule_for(identity, TLS1_1_VERSION), "handshake");
  EXPECT_EQ(rule_for(identity, TLS1_2_VERSION), "accepted");
}

TEST_F(TlsPolicyTest, IsNotWeakenedByTheEnvironment) {
  // Trust in the server's own authority offered through every variable that tools honour.
  const test::Identity other = test::make_authority();
  const std::string file = folder.write("other.pem", other.pem());
  for (const char* const name : {"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"})
    setenv(name, file.c_str(), 1);
  setenv("SSL_CERT_DIR", folder.path().c_str(), 1);
  EXPECT_EQ(rule_for(test::make_certificate({}, &other)), "unknown_authority");
}

}  // namespace
}  // namespace cfy::transport
