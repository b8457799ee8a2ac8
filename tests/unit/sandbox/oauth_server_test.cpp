// What the authorization server says about itself, and how its endpoints are reached.
#include "oauth/jwk_set.hpp"
#include "oauth/metadata.hpp"
#include "oauth_harness.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

class OAuthServer : public OAuthTest {
 protected:
  std::string path_of(const std::string& address) const { return address.substr(url("").size() - 6); }
};

TEST_F(OAuthServer, MetadataIsWhereBothStandardsLookForIt) {
  for (const auto kind : {oauth::MetadataKind::oauth, oauth::MetadataKind::openid}) {
    const auto address = oauth::metadata_url(url(""), kind);
    ASSERT_TRUE(address.ok());
    const Answer answer = get(path_of(*address));
    ASSERT_EQ(answer.status, 200) << *address;
    EXPECT_EQ(answer.header("content-type"), "application/json");
    const auto metadata = oauth::parse_metadata(answer.body, url(""));
    ASSERT_TRUE(metadata.ok()) << metadata.error().message;
    EXPECT_TRUE(metadata->supports_s256());
    EXPECT_TRUE(metadata->iss_in_answers);
    EXPECT_EQ(metadata->token_endpoint, url("/token"));
  }
}

TEST_F(OAuthServer, EveryEndpointOfTheMetadataIsThere) {
  const json metadata = get("/oauth/.well-known/openid-configuration").json();
  int endpoints = 0;
  for (const auto& [name, value] : metadata.items()) {
    if (!name.ends_with("_endpoint") && name != "jwks_uri") continue;
    ++endpoints;
    EXPECT_NE(get(path_of(value)).status, 404) << name;
  }
  EXPECT_EQ(endpoints, 9);
}

TEST_F(OAuthServer, TheApiSaysWhoseTokensItTakes) {
  const json metadata = get("/.well-known/oauth-protected-resource/v1").json();
  EXPECT_EQ(metadata.at("resource"), api());
  EXPECT_EQ(metadata.at("authorization_servers"), json::array({url("")}));
}

TEST_F(OAuthServer, ItsKeysArePublicAlone) {
  const Answer answer = get("/oauth/jwks");
  const auto keys = oauth::JwkSet::parse(answer.body, oauth::PrivateKeys::refused);
  ASSERT_TRUE(keys.ok()) << keys.error().message;
  EXPECT_EQ(keys->size(), 1U);
  EXPECT_FALSE(answer.json().at("keys").at(0).contains("d"));
}

TEST_F(OAuthServer, OtherAddressesAndMethodsAreRefused) {
  EXPECT_EQ(get("/oauth/nothing").status, 404);
  EXPECT_EQ(get("/.well-known/nothing").status, 404);
  const Answer answer = get("/oauth/token");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.header("allow"), "POST");
}

TEST_F(OAuthServer, FormsAreTheOnlyBodies) {
  const Answer answer = browser().send("POST", "/oauth/token", {"Content-Type: application/json"}, "{}");
  EXPECT_EQ(answer.json().at("error"), "invalid_request");
}

TEST_F(OAuthServer, BytesThatAreNoTextAreRefused) {
  for (const char* const body : {"scope=%ff", "scope=%00", "scope=%0d%0a", "scope=%zz"}) {
    const Answer answer =
        browser().send("POST", "/oauth/token", {"Content-Type: application/x-www-form-urlencoded"}, body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(answer.json().at("error"), "invalid_request") << body;
  }
}

TEST_F(OAuthServer, ItsClockMayBeWrong) {
  begin({.clock_offset = std::chrono::seconds{-600}});
  const json tokens = token_as("basic", {{"grant_type", "client_credentials"}, {"scope", "devices:read"}}).json();
  const json told = post_as("basic", "/oauth/introspect", {{"token", tokens.at("access_token")}}).json();
  const auto now = std::chrono::system_clock::to_time_t(clock_.wall_now());
  EXPECT_EQ(told.at("iat").get<std::int64_t>(), now - 600);
}

TEST_F(OAuthServer, KeepsItsGrantsAndTokensOverAStart) {
  begin({.database = folder_.file("state.db")});
  const json tokens = token_as("basic", {{"grant_type", "client_credentials"}, {"scope", "devices:read"}}).json();
  begin({.database = folder_.file("state.db")});
  EXPECT_EQ(post_as("basic", "/oauth/introspect", {{"token", tokens.at("access_token")}}).json().at("active"), true);
}

}  // namespace
}  // namespace cfy::sandbox
