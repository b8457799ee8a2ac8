#include "oauth/form_request.hpp"

#include <gtest/gtest.h>

#include <map>

#include "fixture.hpp"
#include "oauth/form.hpp"
#include "oauth/jwt.hpp"

namespace cfy::test {
namespace {

using oauth::ClientAuthentication;
using oauth::RequestMaker;

class FormRequestTest : public ::testing::Test {
 protected:
  FormRequestTest() {
    metadata_.issuer = "https://auth.example";
    metadata_.token_endpoint = "https://auth.example/token";
    metadata_.revocation_endpoint = "https://auth.example/revoke";
    metadata_.device_authorization_endpoint = "https://auth.example/device";
    metadata_.token_endpoint_auth_methods = {"none", "client_secret_basic", "client_secret_post", "private_key_jwt"};
    client_.id = "app_test:1";
    client_.secret = secret("s_test_+ %");
  }
  static std::map<std::string, std::string> fields(const oauth::FormRequest& request) {
    const auto parsed = oauth::parse_form(request.body.reveal()).value();
    return {parsed.begin(), parsed.end()};
  }

  oauth::Metadata metadata_;
  oauth::ClientIdentity client_;
  StillClock clock_;
  RequestMaker make_{metadata_, client_, clock_};
  std::vector<std::string> scope_ = {"devices:read", "events:read"};
};

TEST_F(FormRequestTest, APublicClientNamesItself) {
  const auto request = make_.code(secret("c_test_1"), "http://127.0.0.1:8400/cb", secret("v_test_1"));
  ASSERT_TRUE(request.ok()) << request.error().message;
  EXPECT_EQ(request->url, "https://auth.example/token");
  EXPECT_TRUE(request->authorization.empty());
  EXPECT_EQ(fields(*request), (std::map<std::string, std::string>{{"grant_type", "authorization_code"},
                                                                  {"code", "c_test_1"},
                                                                  {"redirect_uri", "http://127.0.0.1:8400/cb"},
                                                                  {"code_verifier", "v_test_1"},
                                                                  {"client_id", "app_test:1"}}));
}

// RFC 6749 section 2.3.1; the two are encoded before they are joined.
TEST_F(FormRequestTest, BasicEncodesBothHalvesFirst) {
  client_.authentication = ClientAuthentication::basic;
  const auto request = make_.client_credentials(scope_);
  ASSERT_TRUE(request.ok()) << request.error().message;
  const std::string_view line = request->authorization.reveal();
  EXPECT_EQ(line, std::string_view("Authorization: Basic YXBwX3Rlc3QlM0ExOnNfdGVzdF8lMkIlMjAlMjU=\0", 62));
  EXPECT_EQ(fields(*request), (std::map<std::string, std::string>{{"grant_type", "client_credentials"},
                                                                  {"scope", "devices:read events:read"}}));
}

TEST_F(FormRequestTest, PostPutsTheSecretIntoTheBody) {
  client_.authentication = ClientAuthentication::post;
  const auto request = make_.refresh(secret("cfy_rt_test_1"), scope_);
  ASSERT_TRUE(request.ok());
  EXPECT_TRUE(request->authorization.empty());
  EXPECT_EQ(fields(*request).at("client_secret"), "s_test_+ %");
  EXPECT_EQ(fields(*request).at("refresh_token"), "cfy_rt_test_1");
  EXPECT_EQ(fields(*request).at("scope"), "devices:read events:read");
}

TEST_F(FormRequestTest, EachAssertionIsNewAndForThisIssuerAlone) {
  const oauth::Signer key = signer("p256");
  client_.authentication = ClientAuthentication::private_key_jwt;
  client_.signer = &key;
  const auto keys = oauth::JwkSet::parse(jwt_vectors().at("sets").at("all").dump());
  oauth::JwtRules rules;
  ASSERT_TRUE(rules.set("audience", "https://auth.example").ok());
  ASSERT_TRUE(rules.set("issuer", "app_test:1").ok());
  const auto jti = [&] {
    const auto sent = fields(make_.client_credentials(scope_).value());
    EXPECT_EQ(sent.at("client_assertion_type"), "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    EXPECT_FALSE(sent.contains("client_secret"));
    return Json::parse(oauth::verify_jwt(sent.at("client_assertion"), *keys, rules, clock_).value()).at("jti");
  };
  EXPECT_NE(jti(), jti());
}

TEST_F(FormRequestTest, TheOtherRequestsGoToTheirOwnEndpoints) {
  EXPECT_EQ(make_.device_authorization(scope_)->url, "https://auth.example/device");
  EXPECT_EQ(fields(*make_.device_token(secret("d_test_1"))).at("grant_type"),
            "urn:ietf:params:oauth:grant-type:device_code");
  const auto revocation = make_.revocation(secret("cfy_rt_test_1"), "refresh_token");
  EXPECT_EQ(revocation->url, "https://auth.example/revoke");
  EXPECT_EQ(fields(*revocation).at("token_type_hint"), "refresh_token");
  EXPECT_EQ(outcome(make_.introspection(secret("cfy_at_test_1"), "access_token")), "endpoint_missing");
}

TEST_F(FormRequestTest, SaysWhatIsMissing) {
  EXPECT_EQ(make_.client_credentials(scope_).error().field, "client_secret");
  EXPECT_EQ(make_.refresh(secret("r"), {}).error().field, "scope");
  EXPECT_EQ(make_.device_authorization({}).error().field, "scope");
  client_.authentication = ClientAuthentication::private_key_jwt;
  EXPECT_EQ(make_.client_credentials(scope_).error().field, "private_key");
  client_.authentication = ClientAuthentication::basic;
  client_.secret = {};
  EXPECT_EQ(make_.client_credentials(scope_).error().field, "client_secret");
  client_.secret = secret("s_test_1");
  metadata_.token_endpoint_auth_methods = {"private_key_jwt"};
  EXPECT_EQ(outcome(make_.client_credentials(scope_)), "auth_unsupported");
  client_.id.clear();
  EXPECT_EQ(make_.client_credentials(scope_).error().field, "client_id");
}

}  // namespace
}  // namespace cfy::test
