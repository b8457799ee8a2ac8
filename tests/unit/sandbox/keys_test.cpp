#include <fstream>
#include <sstream>

#include "harness.hpp"
#include "secrets/credential.hpp"

namespace cfy::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Keys : public SandboxTest {};

TEST_F(Keys, PingNeedsNone) {
  const Answer answer = client_with(std::nullopt).get("/ping");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.data().at("pong"), true);
}

TEST_F(Keys, StatusNeedsOneButNoScope) {
  EXPECT_EQ(client_with(std::nullopt).get("/status").status, 401);
  Sandbox& sandbox = start({.keys = {{"none", {}}}});
  EXPECT_EQ(client_with(*sandbox.key("none")).get("/status").status, 200);
}

TEST_F(Keys, MissingIsA401WithAChallenge) {
  const Answer answer = client_with(std::nullopt).get("/devices");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.error_code(), "MISSING_CREDENTIAL");
  EXPECT_EQ(answer.header("www-authenticate"), R"(Bearer realm="connectify")");
}

TEST_F(Keys, UnknownIsA401WithInvalidToken) {
  const auto stranger = secrets::make_credential(secrets::CredentialKind::api_key, true);
  const Answer answer = client_with(*stranger).get("/devices");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.error_code(), "INVALID_API_KEY");
  EXPECT_THAT(answer.header("www-authenticate"), HasSubstr(R"(error="invalid_token")"));
}

TEST_F(Keys, TheApiSecretIsNoKey) {
  Sandbox& sandbox = start();
  EXPECT_EQ(client_with(sandbox.api_secret()).get("/devices").error_code(), "INVALID_API_KEY");
}

TEST_F(Keys, OtherSchemesAreNoCredential) {
  Client nobody = client_with(std::nullopt);
  EXPECT_EQ(nobody.get("/devices", {"Authorization: Basic YTpi"}).error_code(), "MISSING_CREDENTIAL");
}

TEST_F(Keys, TheSchemeIsReadWithoutRegardToCase) {
  Sandbox& sandbox = start();
  Client nobody = client_with(std::nullopt);
  const std::string key(sandbox.api_key().reveal());
  EXPECT_EQ(nobody.get("/devices", {"Authorization: bearer " + key}).status, 200);
}

TEST_F(Keys, TwoCredentialsAtOnceAreRefused) {
  Sandbox& sandbox = start();
  const std::string key(sandbox.api_key().reveal());
  EXPECT_EQ(client().get("/devices", {"Authorization: Bearer " + key}).error_code(), "INVALID_API_KEY");
}

TEST_F(Keys, AMissingScopeIsNamed) {
  Sandbox& sandbox = start({.keys = {{"read-only", {"devices:read"}}}});
  Client reader = client_with(*sandbox.key("read-only"));
  EXPECT_EQ(reader.get("/devices").status, 200);
  const Answer answer = reader.send("DELETE", "/devices/dev_0001");
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.error_code(), "INSUFFICIENT_SCOPE");
  EXPECT_EQ(answer.error_details(), "devices:write");
  EXPECT_THAT(answer.header("www-authenticate"), HasSubstr(R"(error="insufficient_scope", scope="devices:write")"));
}

TEST_F(Keys, ShortFormsStandForAllScopesOfTheirKind) {
  Sandbox& sandbox = start({.keys = {{"reader", {"read"}}, {"writer", {"write"}}}});
  EXPECT_EQ(client_with(*sandbox.key("reader")).get("/devices").status, 200);
  EXPECT_EQ(client_with(*sandbox.key("reader")).send("DELETE", "/devices/dev_0001").status, 403);
  EXPECT_EQ(client_with(*sandbox.key("writer")).get("/devices").status, 403);
  EXPECT_EQ(client_with(*sandbox.key("writer")).send("DELETE", "/devices/dev_0001").status, 200);
}

TEST_F(Keys, AnUnknownScopeStopsTheStart) {
  const auto started = Sandbox::start({.state_file = folder_.file("s.json"), .keys = {{"x", {"devices:raed"}}}});
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().code, ErrorCode::configuration);
  EXPECT_THAT(started.error().message, HasSubstr("devices:read"));
}

TEST_F(Keys, TwoOfOneNameStopTheStart) {
  const auto started = Sandbox::start({.state_file = folder_.file("s.json"), .keys = {{"default", {"read"}}}});
  ASSERT_FALSE(started.ok());
  EXPECT_THAT(started.error().message, HasSubstr("default"));
}

TEST_F(Keys, AreAskedForByNameAndScopes) {
  const auto request = parse_key_request("read-only=devices:read,write");
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->name, "read-only");
  EXPECT_THAT(request->scopes, ::testing::ElementsAre("devices:read", "write"));
  for (const char* const wrong : {"", "name", "name=", "=devices:read"})
    EXPECT_FALSE(parse_key_request(wrong).ok()) << wrong;
}

TEST_F(Keys, BearTheTestMarkAndTheChecksum) {
  Sandbox& sandbox = start({.keys = {{"extra", {"read"}}}});
  for (const secrets::Secret* const key : {&sandbox.api_key(), sandbox.key("extra"), &sandbox.api_secret()}) {
    const auto shape = secrets::inspect_credential(key->reveal());
    ASSERT_TRUE(shape.has_value());
    EXPECT_TRUE(shape->test && shape->checksum_holds);
  }
}

TEST_F(Keys, AreStoredAsHashesOnly) {
  std::string key;
  {
    Sandbox& sandbox = start({.database = folder_.file("state.db")});
    key = sandbox.api_key().reveal();
    sandbox.stop();
  }
  std::string contents;
  for (const char* const name : {"state.db", "state.db-wal"}) {
    std::ifstream file(folder_.file(name), std::ios::binary);
    contents += (std::ostringstream() << file.rdbuf()).str();
  }
  EXPECT_THAT(contents, HasSubstr("devices:read"));
  EXPECT_THAT(contents, Not(HasSubstr(key)));
}

}  // namespace
}  // namespace cfy::sandbox
