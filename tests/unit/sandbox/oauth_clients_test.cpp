// How clients prove who they are, and how they register and change their secrets.
#include "oauth_harness.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class OAuthClients : public OAuthTest {
 protected:
  static Fields credentials() { return {{"grant_type", "client_credentials"}, {"scope", "devices:read"}}; }
  static std::string error_of(const Answer& answer) { return answer.json().value("error", "none"); }
  Answer with_assertion(const std::string& assertion) {
    return post(
        "/oauth/token",
        with(credentials(), {{"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
                             {"client_assertion", assertion}}));
  }
  Answer with_secret(const std::string& id, const std::string& secret) {
    return post("/oauth/token", with(credentials(), {{"client_id", id}, {"client_secret", secret}}));
  }
  Answer manage(const std::string& method, const json& client, const std::optional<std::string>& body = std::nullopt) {
    const std::string uri = client.at("registration_client_uri");
    return browser().send(method, uri.substr(url("").size() - std::string("/oauth").size()),
                          {"Authorization: Bearer " + client.at("registration_access_token").get<std::string>(),
                           "Content-Type: application/json"},
                          body);
  }
  Answer register_one(const json& metadata) {
    return browser().send("POST", "/oauth/register", {"Content-Type: application/json"}, metadata.dump());
  }
  static json service() {
    return {{"client_name", "A new one"},
            {"token_endpoint_auth_method", "client_secret_post"},
            {"grant_types", {"client_credentials"}},
            {"scope", "devices:read"}};
  }
};

TEST_F(OAuthClients, WrongProofsAreA401WithAChallenge) {
  const Answer answer = with_secret(seeded("post").at("client_id"), "wrong");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(error_of(answer), "invalid_client");
  EXPECT_THAT(answer.header("www-authenticate"), HasSubstr("Basic"));
  EXPECT_EQ(with_secret("nobody", "wrong").status, 401);
  EXPECT_EQ(post("/oauth/token", credentials()).status, 401);
}

TEST_F(OAuthClients, TheWayIsTheOneThatWasRegistered) {
  const json& basic = seeded("basic");
  EXPECT_EQ(error_of(with_secret(basic.at("client_id"), basic.at("client_secret"))), "invalid_client");
  EXPECT_EQ(error_of(post("/oauth/token", with(credentials(), {{"client_id", basic.at("client_id")}}))),
            "invalid_client");
}

TEST_F(OAuthClients, TwoWaysAtOnceAreRefused) {
  Fields fields = credentials();
  fields.emplace("client_secret", "x");
  EXPECT_EQ(error_of(token_as("basic", fields)), "invalid_request");
}

TEST_F(OAuthClients, TheNameInTheBodyIsTheOneOfTheProof) {
  Fields fields = credentials();
  fields.emplace("client_id", seeded("post").at("client_id"));
  EXPECT_EQ(error_of(token_as("basic", fields)), "invalid_client");
}

TEST_F(OAuthClients, MalformedBasicIsRefused) {
  for (const char* const value : {"Basic", "Basic !!!!", "Basic YQ==", "Bearer x", "Basic JTphOmI="}) {
    EXPECT_EQ(post("/oauth/token", credentials(), {std::string("Authorization: ") + value}).status, 401) << value;
  }
}

TEST_F(OAuthClients, AnAssertionIsGoodOnce) {
  const std::string once = assertion();
  EXPECT_EQ(with_assertion(once).status, 200);
  EXPECT_EQ(error_of(with_assertion(once)), "invalid_client");
}

TEST_F(OAuthClients, AnAssertionMayNameTheTokenEndpoint) {
  EXPECT_EQ(with_assertion(assertion({{"aud", url("/token")}})).status, 200);
}

TEST_F(OAuthClients, AnAssertionHasToBeTheClientsForThisServerAndNow) {
  const auto now = std::chrono::system_clock::to_time_t(clock_.wall_now());
  using Changes = nlohmann::ordered_json;
  for (const Changes& changes :
       {Changes{{"iss", "sandbox-basic"}}, Changes{{"sub", "sandbox-basic"}}, Changes{{"aud", "https://evil.example"}},
        Changes{{"exp", now - 60}}, Changes{{"exp", now + 3600}}, Changes{{"jti", nullptr}}, Changes{{"sub", 7}}}) {
    EXPECT_EQ(error_of(with_assertion(assertion(changes))), "invalid_client") << changes.dump();
  }
  std::string forged = assertion();
  forged[forged.size() - 10] = forged[forged.size() - 10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(error_of(with_assertion(forged)), "invalid_client");
  EXPECT_EQ(error_of(with_assertion("a.b.c")), "invalid_client");
}

TEST_F(OAuthClients, AnAssertionHasAType) {
  const Fields fields = with(credentials(), {{"client_assertion_type", "saml"}, {"client_assertion", assertion()}});
  EXPECT_EQ(error_of(post("/oauth/token", fields)), "invalid_request");
}

TEST_F(OAuthClients, Register) {
  const Answer answer = register_one(service());
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.json().at("client_secret_expires_at"), 0);
  EXPECT_EQ(with_secret(answer.json().at("client_id"), answer.json().at("client_secret")).status, 200);
  EXPECT_EQ(manage("GET", answer.json()).json().at("client_name"), "A new one");
  EXPECT_FALSE(manage("GET", answer.json()).json().contains("client_secret"));
}

TEST_F(OAuthClients, ARegistrationIsHeldToWhatTheServerOffers) {
  const auto refused = [this](const json& changes) {
    json metadata = service();
    metadata.update(changes);
    const Answer answer = register_one(metadata);
    EXPECT_EQ(answer.status, 400) << changes.dump();
    return error_of(answer);
  };
  for (const char* const uri : {"http://app.example.com/", "https://app.example.com/#x", "javascript:alert(1)", "/x",
                                "http://localhost/", "https://a b/", "https://u@app.example.com/"}) {
    EXPECT_EQ(refused({{"redirect_uris", json::array({uri})}}), "invalid_redirect_uri") << uri;
  }
  EXPECT_EQ(refused({{"token_endpoint_auth_method", "magic"}}), "invalid_client_metadata");
  EXPECT_EQ(refused({{"token_endpoint_auth_method", 7}}), "invalid_client_metadata");
  EXPECT_EQ(refused({{"token_endpoint_auth_method", "none"}}), "invalid_client_metadata");
  EXPECT_EQ(refused({{"token_endpoint_auth_method", "private_key_jwt"}}), "invalid_client_metadata");
  EXPECT_EQ(refused({{"grant_types", json::array({"password"})}}), "invalid_client_metadata");
  EXPECT_EQ(refused({{"scope", "nonsense"}}), "invalid_client_metadata");
  EXPECT_EQ(refused({{"jwks_uri", "https://app.example.com/jwks"}}), "invalid_client_metadata");
  EXPECT_EQ(register_one(json::array()).status, 400);
}

TEST_F(OAuthClients, AChangeGivesANewSecretAndTheOldOneWorksOnForAnHour) {
  const json first = register_one(service()).json();
  const std::string id = first.at("client_id");
  json metadata = service();
  metadata["client_id"] = id;
  const Answer answer = manage("PUT", first, metadata.dump());
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_NE(answer.json().at("client_secret"), first.at("client_secret"));
  EXPECT_EQ(with_secret(id, answer.json().at("client_secret")).status, 200);
  EXPECT_EQ(with_secret(id, first.at("client_secret")).status, 200);
  clock_.pass(std::chrono::hours{1});
  EXPECT_EQ(with_secret(id, first.at("client_secret")).status, 401);
  EXPECT_EQ(with_secret(id, answer.json().at("client_secret")).status, 200);
}

TEST_F(OAuthClients, NobodyChoosesASecretOrChangesAnother) {
  const json first = register_one(service()).json();
  json metadata = service();
  metadata["client_id"] = first.at("client_id");
  metadata["client_secret"] = "chosen";
  EXPECT_EQ(manage("PUT", first, metadata.dump()).status, 400);
  metadata.erase("client_secret");
  metadata["client_id"] = "sandbox-post";
  EXPECT_EQ(manage("PUT", first, metadata.dump()).status, 400);
  json stranger = first;
  stranger["registration_access_token"] = "wrong";
  EXPECT_EQ(manage("GET", stranger).status, 401);
  stranger = first;
  stranger["registration_client_uri"] = url("/register/sandbox-post");
  EXPECT_EQ(manage("GET", stranger).status, 401);
}

TEST_F(OAuthClients, GoWithTheirTokens) {
  const json first = register_one(service()).json();
  const json tokens = with_secret(first.at("client_id"), first.at("client_secret")).json();
  EXPECT_EQ(manage("DELETE", first).status, 204);
  EXPECT_EQ(status_of(tokens), 401);
  EXPECT_EQ(with_secret(first.at("client_id"), first.at("client_secret")).status, 401);
}

TEST_F(OAuthClients, AreToldToThoseWhoMayReadTheStateFile) {
  for (const char* const name : {"public", "basic", "post", "jwt", "dpop", "par"}) {
    EXPECT_TRUE(seeded(name).contains("client_id")) << name;
  }
  EXPECT_EQ(state().at("client_id"), seeded("public").at("client_id"));
  EXPECT_EQ(state().at("issuer"), url(""));
}

}  // namespace
}  // namespace cfy::sandbox
