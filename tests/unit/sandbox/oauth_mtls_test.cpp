// Clients that show a certificate, RFC 8705.
#include <fstream>

#include "oauth_harness.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

class OAuthMtls : public OAuthTest {
 protected:
  static Fields credentials() {
    return {{"grant_type", "client_credentials"}, {"scope", "devices:read"}, {"client_id", kTlsClientId}};
  }
  // Makes a client show the certificate of the seed's client, and use a connection of its own for that.
  void show_certificate(Client& one) {
    for (const char* const part : {"certificate", "private_key"}) {
      std::ofstream(folder_.file(part)) << seeded("mtls").at(part).get<std::string>();
    }
    curl_easy_setopt(one.handle(), CURLOPT_SSLCERT, folder_.file("certificate").c_str());
    curl_easy_setopt(one.handle(), CURLOPT_SSLKEY, folder_.file("private_key").c_str());
  }
  json bound() {
    show_certificate(browser());
    return post("/oauth/mtls/token", credentials()).json();
  }

  static constexpr const char* kTlsClientId = "sandbox-mtls";
};

TEST_F(OAuthMtls, TheCertificateIsTheProof) {
  EXPECT_EQ(post("/oauth/token", credentials()).json().at("error"), "invalid_client");
  show_certificate(browser());
  EXPECT_EQ(post("/oauth/mtls/token", credentials()).status, 200);
}

TEST_F(OAuthMtls, ACertificateProvesNoOtherClient) {
  show_certificate(browser());
  for (const char* const id : {"sandbox-basic", "sandbox-post", "sandbox-jwt"}) {
    EXPECT_EQ(post("/oauth/token", with(credentials(), {{"client_id", id}})).status, 401) << id;
  }
  Fields both = credentials();
  both.emplace("client_secret", "x");
  EXPECT_EQ(post("/oauth/token", both).status, 401);
}

TEST_F(OAuthMtls, ItsTokensAreGoodWithTheCertificateAlone) {
  const json tokens = bound();
  EXPECT_EQ(status_of(tokens), 401);
  Client shown = client_with(tokens.at("access_token").get<std::string>());
  show_certificate(shown);
  EXPECT_EQ(shown.get("/devices").status, 200);
  const json told =
      post("/oauth/mtls/introspect", {{"client_id", kTlsClientId}, {"token", tokens.at("access_token")}}).json();
  EXPECT_EQ(told.at("cnf").at("x5t#S256").get<std::string>().size(), 43U);
}

TEST_F(OAuthMtls, ACertificateOfAnotherAuthorityEndsTheHandshake) {
  const auto second = Sandbox::start({.state_file = folder_.file("second.json")});
  ASSERT_TRUE(second.ok());
  Client stranger(second->base_url(), second->ca_file(), std::nullopt);
  show_certificate(stranger);
  EXPECT_NE(stranger.get("/ping").code, CURLE_OK);
}

TEST_F(OAuthMtls, MetadataNamesTheAliases) {
  const json metadata = get("/oauth/.well-known/openid-configuration").json();
  EXPECT_EQ(metadata.at("mtls_endpoint_aliases").at("token_endpoint"), url("/mtls/token"));
  EXPECT_EQ(metadata.at("tls_client_certificate_bound_access_tokens"), true);
}

}  // namespace
}  // namespace cfy::sandbox
