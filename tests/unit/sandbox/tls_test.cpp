#include <memory>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "harness.hpp"
#include "sandbox/tls_identity.hpp"

namespace cfy::sandbox {
namespace {

struct X509Deleter {
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, X509Deleter>;

Certificate read_certificate(const std::string& path) {
  BIO* const file = BIO_new_file(path.c_str(), "r");
  Certificate certificate(PEM_read_bio_X509(file, nullptr, nullptr, nullptr));
  BIO_free(file);
  return certificate;
}

class Tls : public SandboxTest {};

TEST_F(Tls, IsTrustedByItsOwnCaAlone) {
  Sandbox& first = start();
  auto second = Sandbox::start({.state_file = folder_.file("second.json")});
  ASSERT_TRUE(second.ok());
  Client stranger(first.base_url(), second->ca_file(), std::nullopt);
  EXPECT_EQ(stranger.get("/ping").code, CURLE_PEER_FAILED_VERIFICATION);
}

TEST_F(Tls, HoldsForLocalhostAsWell) {
  Sandbox& sandbox = start();
  std::string url = sandbox.base_url();
  url.replace(url.find("127.0.0.1"), 9, "localhost");
  EXPECT_EQ(Client(url, sandbox.ca_file(), std::nullopt).get("/ping").status, 200);
}

TEST_F(Tls, SpeaksIpv6WhereAskedTo) {
  Sandbox& sandbox = start({.host = "::1"});
  EXPECT_THAT(sandbox.base_url(), ::testing::StartsWith("https://[::1]:"));
  EXPECT_EQ(client().get("/ping").status, 200);
}

TEST_F(Tls, Is12Or13) {
  const auto ping = [this](long lowest, long highest) {
    Client one = client_with(std::nullopt);
    curl_easy_setopt(one.handle(), CURLOPT_SSLVERSION, lowest | highest);
    curl_easy_setopt(one.handle(), CURLOPT_SSL_CIPHER_LIST, "DEFAULT@SECLEVEL=0");  // else OpenSSL itself refuses 1.1
    return one.get("/ping");
  };
  EXPECT_EQ(ping(CURL_SSLVERSION_TLSv1_2, CURL_SSLVERSION_MAX_TLSv1_2).status, 200);
  EXPECT_EQ(ping(CURL_SSLVERSION_TLSv1_3, CURL_SSLVERSION_MAX_TLSv1_3).status, 200);
  EXPECT_EQ(ping(CURL_SSLVERSION_TLSv1_1, CURL_SSLVERSION_MAX_TLSv1_1).code, CURLE_SSL_CONNECT_ERROR);
}

// Apart from the above, since a strict system-wide configuration of OpenSSL would refuse 1.1 by itself.
TEST_F(Tls, RefusesOlderVersionsByItsOwnRule) {
  const auto identity = make_tls_identity(clock_);
  ASSERT_TRUE(identity.ok());
  EXPECT_EQ(SSL_CTX_get_min_proto_version(identity->context.get()), TLS1_2_VERSION);
}

TEST_F(Tls, PlainHttpGetsNoAnswer) {
  Sandbox& sandbox = start();
  std::string url = sandbox.base_url();
  url.replace(0, 5, "http");
  EXPECT_EQ(Client(url, sandbox.ca_file(), std::nullopt).get("/ping").status, 0);
}

TEST_F(Tls, CaMaySignServersAndNoFurtherCa) {
  const Certificate ca = read_certificate(start().ca_file());
  ASSERT_NE(ca, nullptr);
  EXPECT_EQ(X509_check_ca(ca.get()), 1);
  EXPECT_EQ(X509_get_pathlen(ca.get()), 0);
  EXPECT_EQ(X509_get_key_usage(ca.get()), unsigned{KU_KEY_CERT_SIGN | KU_CRL_SIGN});
  EXPECT_NE(X509_get0_subject_key_id(ca.get()), nullptr);
  EXPECT_NE(X509_get0_authority_key_id(ca.get()), nullptr);
}

TEST_F(Tls, CertificatesLive30Days) {
  const Certificate ca = read_certificate(start().ca_file());
  const auto at = [&](std::chrono::hours later) {
    std::time_t time = std::chrono::system_clock::to_time_t(clock_.wall_now() + later);
    return std::pair{X509_cmp_time(X509_get0_notBefore(ca.get()), &time) < 0,
                     X509_cmp_time(X509_get0_notAfter(ca.get()), &time) > 0};
  };
  EXPECT_EQ(at(std::chrono::hours{0}), std::pair(true, true));
  EXPECT_EQ(at(std::chrono::hours{30 * 24 - 1}), std::pair(true, true));
  EXPECT_EQ(at(std::chrono::hours{30 * 24 + 1}), std::pair(true, false));
}

TEST_F(Tls, SessionsAreResumed) {
  Sandbox& sandbox = start();
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  const std::string& url = sandbox.base_url();
  const std::string address = url.substr(8, url.find('/', 8) - 8);
  SSL_SESSION* session = nullptr;
  for (const bool resumed : {false, true}) {
    BIO* const connection = BIO_new_ssl_connect(context);
    SSL* ssl = nullptr;
    BIO_get_ssl(connection, &ssl);
    BIO_set_conn_hostname(connection, address.c_str());
    if (session != nullptr) SSL_set_session(ssl, session);
    ASSERT_EQ(BIO_do_connect(connection), 1);
    const std::string request = "GET /v1/ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    BIO_write(connection, request.data(), static_cast<int>(request.size()));
    char buffer[1024];
    while (BIO_read(connection, buffer, sizeof buffer) > 0) {
    }
    EXPECT_EQ(SSL_session_reused(ssl) == 1, resumed);
    SSL_SESSION_free(session);
    session = SSL_get1_session(ssl);
    BIO_free_all(connection);
  }
  SSL_SESSION_free(session);
  SSL_CTX_free(context);
}

}  // namespace
}  // namespace cfy::sandbox
