#include "managers/azure_key_vault.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "manager_server.hpp"

namespace cfy::managers {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

HttpReply azure_refuses(int status, const char* code, const char* inner = "") {
  json error = {{"code", code}, {"message", "as the API says"}};
  if (*inner != '\0') error["innererror"] = {{"code", inner}};
  return reply(status, {{"error", error}});
}

// Azure Key Vault and Microsoft's token endpoint, as far as they are used.
class AzureDouble {
 public:
  struct Stored {
    std::string id;
    std::string value;
    bool enabled = true;
    json tags = json::object();
    std::optional<std::int64_t> expires{};
  };
  std::map<std::string, std::vector<Stored>> secrets;
  std::string base;
  std::string next_link_base;  // where the next page is said to be
  int logins = 0;
  int live_token = 0;

  HttpReply handle(const HttpRequest& request) {
    if (request.path == "/my-tenant/oauth2/v2.0/token") return log_in(request);
    if (request.header("authorization") != "Bearer az-test-" + std::to_string(live_token)) {
      return azure_refuses(401, "Unauthorized");
    }
    if (HttpRequest::field(request.query, "api-version") != "7.4") return azure_refuses(400, "BadParameter");
    const std::string path = request.path.substr(std::string("/secrets/").size());
    const std::string name = path.substr(0, path.find('/'));
    const std::string version = path.size() > name.size() ? path.substr(name.size() + 1) : "";
    if (request.method == "PUT" && version.empty()) return set(name, json::parse(request.body));
    if (!secrets.contains(name)) return azure_refuses(404, "SecretNotFound");
    if (version == "versions") return list(name, request);
    std::vector<Stored>& versions = secrets[name];
    const auto found = version.empty() ? versions.end() - 1
                                       : std::find_if(versions.begin(), versions.end(),
                                                      [&](const Stored& stored) { return stored.id == version; });
    if (found == versions.end()) return azure_refuses(404, "SecretNotFound");
    if (request.method == "PATCH") return update(name, *found, json::parse(request.body));
    if (!found->enabled) return azure_refuses(403, "Forbidden", "SecretDisabled");
    json answer = item(name, *found);
    answer["value"] = found->value;
    return reply(200, answer);
  }

 private:
  HttpReply log_in(const HttpRequest& request) {
    const bool good = HttpRequest::field(request.body, "grant_type") == "client_credentials" &&
                      HttpRequest::field(request.body, "client_id") == "my-app" &&
                      HttpRequest::field(request.body, "client_secret") == "app~secret%2F" &&
                      HttpRequest::field(request.body, "scope") == "https%3A%2F%2Fvault.azure.net%2F.default";
    if (!good) return reply(401, {{"error", "invalid_client"}});
    live_token = ++logins;
    return reply(200, {{"access_token", "az-test-" + std::to_string(live_token)}, {"expires_in", "3599"}});
  }

  json item(const std::string& name, const Stored& stored) const {
    json attributes = {{"enabled", stored.enabled}, {"created", 1893000000 + std::stoi(stored.id.substr(1))}};
    if (stored.expires) attributes["exp"] = *stored.expires;
    return {{"id", base + "/secrets/" + name + "/" + stored.id}, {"attributes", attributes}, {"tags", stored.tags}};
  }

  HttpReply set(const std::string& name, const json& body) {
    std::vector<Stored>& versions = secrets[name];
    versions.push_back({"v" + std::to_string(versions.size() + 1), body.at("value").get<std::string>()});
    json answer = item(name, versions.back());
    answer["value"] = versions.back().value;
    return reply(200, answer);
  }

  HttpReply update(const std::string& name, Stored& stored, const json& body) {
    if (body.contains("tags")) stored.tags = body.at("tags");
    if (body.contains("attributes")) stored.enabled = body.at("attributes").at("enabled").get<bool>();
    return reply(200, item(name, stored));
  }

  HttpReply list(const std::string& name, const HttpRequest& request) {
    const std::string skip = HttpRequest::field(request.query, "$skiptoken");
    const std::size_t begin = skip.empty() ? 0 : std::stoul(skip);
    json listed = json::array();
    for (std::size_t at = begin; at < std::min(begin + 2, secrets[name].size()); ++at) {
      listed.push_back(item(name, secrets[name][at]));
    }
    json answer = {{"value", listed}, {"nextLink", nullptr}};
    if (begin + 2 < secrets[name].size()) {
      answer["nextLink"] =
          next_link_base + "/secrets/" + name + "/versions?api-version=7.4&$skiptoken=" + std::to_string(begin + 2);
    }
    return reply(200, answer);
  }
};

class AzureTest : public ManagerTest {
 protected:
  AzureTest() : server(identity, [this](const HttpRequest& request) { return azure.handle(request); }) {
    azure.base = azure.next_link_base = server.url();
    azure.secrets["api-key"].push_back({"v1", "value-1"});
    environment = {{"AZURE_TENANT_ID", "my-tenant"},
                   {"AZURE_CLIENT_ID", "my-app"},
                   {"AZURE_CLIENT_SECRET", "app~secret/"},
                   {"AZURE_AUTHORITY_HOST", server.url()}};
  }
  AzureKeyVault open() { return {server.url(), *AzureLogin::from(variables()), channel()}; }

  AzureDouble azure;
  ManagerServer server;
};

TEST_F(AzureTest, ReadsByClientCredentialsAndReplacesATokenThatIsRefused) {
  AzureKeyVault manager = open();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(read(manager, "api-key", ""), "value-1");
  EXPECT_EQ(azure.logins, 1);
  azure.live_token = -1;
  EXPECT_EQ(read(manager, "api-key", ""), "value-1");
  EXPECT_EQ(azure.logins, 2);
}

TEST_F(AzureTest, IsRefusedWithAWrongSecret) {
  environment["AZURE_CLIENT_SECRET"] = "wrong-secret";
  AzureKeyVault manager = open();
  const Error error = manager.read({"api-key", ""}, {}).error();
  EXPECT_EQ(error.code, ErrorCode::authentication);
  EXPECT_EQ(error.api_code, "invalid_client");
  EXPECT_THAT(error.message, Not(HasSubstr("wrong-secret")));
}

TEST_F(AzureTest, ListsEveryPageMovesStagesAndKeepsOtherTags) {
  AzureKeyVault manager = open();
  azure.secrets["api-key"][0].tags = {{"owner", "us"}};
  for (int i = 2; i <= 5; ++i) {
    ASSERT_TRUE(manager.write({"api-key", ""}, secret("value-" + std::to_string(i)), std::nullopt));
  }
  ASSERT_TRUE(manager.mark("api-key", "v1", "canary"));
  EXPECT_EQ(read(manager, "api-key", "", {"", "canary"}), "value-1");
  EXPECT_EQ(azure.secrets["api-key"][0].tags, (json{{"owner", "us"}, {"stage-canary", "true"}}));
  ASSERT_TRUE(manager.mark("api-key", "v4", "canary"));
  EXPECT_EQ(read(manager, "api-key", "", {"", "canary"}), "value-4");
  EXPECT_EQ(azure.secrets["api-key"][0].tags, (json{{"owner", "us"}}));
  const Result<std::vector<Version>> versions = manager.versions("api-key");
  ASSERT_TRUE(versions);
  ASSERT_EQ(versions->size(), 5U);
  EXPECT_EQ(versions->front().id, "v5");
}

TEST_F(AzureTest, SendsItsTokenToNoNextPageElsewhere) {
  int reached = 0;
  ManagerServer elsewhere(identity, [&](const HttpRequest&) {
    ++reached;
    return reply(200, {{"value", json::array()}});
  });
  AzureKeyVault manager = open();
  for (int i = 2; i <= 3; ++i) ASSERT_TRUE(manager.write({"api-key", ""}, secret("x"), std::nullopt));
  azure.next_link_base = elsewhere.url();
  EXPECT_EQ(manager.versions("api-key").error().rule, "manager_answer");
  EXPECT_EQ(reached, 0);
}

TEST_F(AzureTest, WritesOverTheExpectedVersionAndOnceWhereTheAnswerWasLost) {
  AzureKeyVault manager = open();
  EXPECT_EQ(manager.write({"api-key", ""}, secret("x"), "v9").error().rule, "version_conflict");
  ASSERT_TRUE(manager.write({"api-key", ""}, secret("value-2"), "v1"));
  server.fail_only("PUT ");
  server.fail_next(Fault::drop_after);
  const Result<Version> written = manager.write({"api-key", ""}, secret("value-3"), "v2");
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(written->id, "v3");
  EXPECT_EQ(azure.secrets["api-key"].size(), 3U);
  ASSERT_TRUE(manager.write({"new", ""}, secret("first"), ""));
}

TEST_F(AzureTest, TellsThatAVersionIsDisabledAndWhenOneEnds) {
  AzureKeyVault manager = open();
  azure.secrets["api-key"][0].expires = 1893456600;
  EXPECT_EQ(manager.read({"api-key", ""}, {})->version.expires_at, Time(std::chrono::seconds(1893456600)));
  ASSERT_TRUE(manager.disable("api-key", "v1"));
  const Error error = manager.read({"api-key", ""}, {}).error();
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_EQ(error.api_code, "SecretDisabled");
}

TEST_F(AzureTest, ObeysRetryAfter) {
  int refused = 0;
  ManagerServer busy(identity, [&](const HttpRequest& request) {
    if (request.path == "/secrets/api-key" && refused++ < 1) {
      return HttpReply{429, R"({"error":{"code":"Throttled"}})", "Retry-After: 0\r\n"};
    }
    return azure.handle(request);
  });
  AzureKeyVault manager(busy.url(), *AzureLogin::from(variables()), channel());
  EXPECT_EQ(read(manager, "api-key", ""), "value-1");
  refused = -3;
  EXPECT_EQ(manager.read({"api-key", ""}, {}).error().code, ErrorCode::rate_limit);
}

TEST_F(AzureTest, TakesTheTokenOfTheManagedIdentity) {
  PlainServer metadata([this](const HttpRequest& request) {
    const bool good = request.path == "/metadata/identity/oauth2/token" && request.header("metadata") == "true" &&
                      HttpRequest::field(request.query, "resource") == "https%3A%2F%2Fvault.azure.net" &&
                      HttpRequest::field(request.query, "client_id") == "my-identity";
    if (!good) return reply(400, {{"error", "invalid_request"}});
    azure.live_token = 5;
    return reply(200, {{"access_token", "az-test-5"}, {"expires_in", "3599"}});
  });
  environment = {{"AZURE_POD_IDENTITY_AUTHORITY_HOST", metadata.url()}, {"AZURE_CLIENT_ID", "my-identity"}};
  AzureKeyVault manager = open();
  EXPECT_EQ(read(manager, "api-key", ""), "value-1");
}

TEST_F(AzureTest, TakesTheTokenOfAppService) {
  PlainServer agent([this](const HttpRequest& request) {
    if (request.header("x-identity-header") != "agent-secret") return reply(401, {{"error", "unauthorized"}});
    azure.live_token = 6;
    return reply(200, {{"access_token", "az-test-6"}, {"expires_on", "1893460000"}});
  });
  environment = {{"IDENTITY_ENDPOINT", agent.url() + "/msi/token"}, {"IDENTITY_HEADER", "agent-secret"}};
  AzureKeyVault manager = open();
  EXPECT_EQ(read(manager, "api-key", ""), "value-1");
}

TEST_F(AzureTest, TakesNoSecretWithoutItsOwner) {
  environment.erase("AZURE_TENANT_ID");
  EXPECT_EQ(AzureLogin::from(variables()).error().rule, "missing_login");
}

}  // namespace
}  // namespace cfy::managers
