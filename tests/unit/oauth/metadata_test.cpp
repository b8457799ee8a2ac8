#include "oauth/metadata.hpp"

#include <gtest/gtest.h>

#include "fixture.hpp"

namespace cfy::test {
namespace {

using oauth::check_endpoint;
using oauth::metadata_url;
using oauth::MetadataKind;
using oauth::parse_metadata;

constexpr const char* kIssuer = "https://auth.example";

Json document() {
  return {{"issuer", kIssuer},
          {"authorization_endpoint", "https://auth.example/authorize"},
          {"token_endpoint", "https://auth.example/token"},
          {"jwks_uri", "https://auth.example/jwks"},
          {"code_challenge_methods_supported", {"S256", "plain"}},
          {"authorization_response_iss_parameter_supported", true},
          {"response_types_supported", {"code"}}};
}

std::string metadata_with(const char* name, const Json& value) {
  Json changed = document();
  changed[name] = value;
  return outcome(parse_metadata(changed.dump(), kIssuer));
}

TEST(Metadata, ReadsADocument) {
  const auto metadata = parse_metadata(document().dump(), kIssuer);
  ASSERT_TRUE(metadata.ok()) << metadata.error().message;
  EXPECT_EQ(metadata->token_endpoint, "https://auth.example/token");
  EXPECT_EQ(metadata->revocation_endpoint, "");
  EXPECT_TRUE(metadata->supports_s256());
  EXPECT_TRUE(metadata->iss_in_answers);
  EXPECT_EQ(metadata->token_endpoint_auth_methods, std::vector<std::string>{"client_secret_basic"});
}

TEST(Metadata, TheIssuerIsComparedToTheByte) {
  for (const char* other :
       {"https://auth.example/", "https://Auth.example", "http://auth.example", "https://auth.example:443", ""}) {
    EXPECT_EQ(outcome(parse_metadata(document().dump(), other)), "issuer_differs") << other;
  }
  Json nameless = document();
  nameless.erase("issuer");
  EXPECT_EQ(outcome(parse_metadata(nameless.dump(), kIssuer)), "issuer_missing");
  EXPECT_EQ(metadata_with("issuer", 1), "metadata_form");
}

TEST(Metadata, EveryEndpointMustBeFitForCredentials) {
  for (const char* name :
       {"authorization_endpoint", "token_endpoint", "jwks_uri", "revocation_endpoint", "introspection_endpoint",
        "device_authorization_endpoint", "pushed_authorization_request_endpoint", "end_session_endpoint"}) {
    EXPECT_EQ(metadata_with(name, "http://auth.example/x"), "endpoint_scheme") << name;
    EXPECT_EQ(metadata_with(name, 1), "metadata_form") << name;
  }
  Json tokenless = document();
  tokenless.erase("token_endpoint");
  EXPECT_EQ(outcome(parse_metadata(tokenless.dump(), kIssuer)), "endpoint_missing");
}

TEST(Metadata, RefusesDocumentsThatAreNone) {
  EXPECT_EQ(outcome(parse_metadata("[]", kIssuer)), "json_object");
  EXPECT_EQ(outcome(parse_metadata("<html>", kIssuer)), "syntax");
  EXPECT_EQ(outcome(parse_metadata(R"({"issuer":"a","issuer":"https://auth.example"})", kIssuer)), "duplicate_key");
  EXPECT_EQ(metadata_with("x", std::string(256U << 10U, 'x')), "too_large");
  EXPECT_EQ(metadata_with("code_challenge_methods_supported", "S256"), "metadata_form");
  EXPECT_EQ(metadata_with("code_challenge_methods_supported", {1}), "metadata_form");
  EXPECT_EQ(metadata_with("authorization_response_iss_parameter_supported", "true"), "metadata_form");
}

TEST(Endpoint, RefusesWhatCredentialsMustNotBeSentTo) {
  for (const char* url :
       {"https://a.example", "https://a.example:8443/x?y=z", "https://[::1]/x", "https://127.0.0.1:1/t"}) {
    EXPECT_EQ(outcome(check_endpoint(url, "url")), "ok") << url;
  }
  for (const char* url :
       {"http://a.example", "HTTP://a.example", "ftp://a.example", "//a.example", "", "https:/a.example"}) {
    EXPECT_EQ(outcome(check_endpoint(url, "url")), "endpoint_scheme") << url;
  }
  for (const char* url :
       {"https://", "https:///x", "https://:443", "https://user@a.example", "https://good.example\\@a.example",
        "https://a.example/#x", "https://a.example/ x", "https://a.example/\n", "https://\xc3\xa4.example"}) {
    EXPECT_EQ(outcome(check_endpoint(url, "url")), "endpoint_form") << url;
  }
}

TEST(Metadata, IsFoundWhereTheStandardsPutIt) {
  EXPECT_EQ(*metadata_url("https://a.example", MetadataKind::oauth),
            "https://a.example/.well-known/oauth-authorization-server");
  EXPECT_EQ(*metadata_url("https://a.example/t/1", MetadataKind::oauth),
            "https://a.example/.well-known/oauth-authorization-server/t/1");
  EXPECT_EQ(*metadata_url("https://a.example/t/", MetadataKind::openid),
            "https://a.example/t/.well-known/openid-configuration");
  EXPECT_EQ(outcome(metadata_url("http://a.example", MetadataKind::openid)), "endpoint_scheme");
  EXPECT_EQ(outcome(metadata_url("https://a.example?x", MetadataKind::oauth)), "issuer_form");
}

// RFC 8705 section 5: for clients that show a certificate, and for those alone.
TEST(Metadata, AliasesStandInForTheEndpointsThatTheyName) {
  const std::string text = R"({"issuer":"https://auth.example","token_endpoint":"https://auth.example/token",
      "revocation_endpoint":"https://auth.example/revoke",
      "mtls_endpoint_aliases":{"token_endpoint":"https://mtls.auth.example/token"},
      "require_pushed_authorization_requests":true})";
  const auto metadata = oauth::parse_metadata(text, "https://auth.example");
  ASSERT_TRUE(metadata.ok()) << metadata.error().message;
  EXPECT_TRUE(metadata->par_required);
  EXPECT_EQ(metadata->token_endpoint, "https://auth.example/token");
  EXPECT_EQ(metadata->through_mtls().token_endpoint, "https://mtls.auth.example/token");
  EXPECT_EQ(metadata->through_mtls().revocation_endpoint, "https://auth.example/revoke");
}

TEST(Metadata, AliasesAreJudgedAsEndpointsAre) {
  const auto judged = [](const std::string& aliases) {
    const std::string text = R"({"issuer":"https://auth.example","token_endpoint":"https://auth.example/token",)"
                             R"("mtls_endpoint_aliases":)" +
                             aliases + "}";
    return outcome(oauth::parse_metadata(text, "https://auth.example"));
  };
  EXPECT_EQ(judged(R"({"token_endpoint":"http://mtls.auth.example/token"})"), "endpoint_scheme");
  EXPECT_EQ(judged(R"(["https://mtls.auth.example"])"), "metadata_form");
}

}  // namespace
}  // namespace cfy::test
