#include "managers/google_secret_manager.hpp"

#include <gmock/gmock.h>

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "manager_server.hpp"
#include "managers/crc32c.hpp"
#include "managers/secret_text.hpp"
#include "oauth/jwt.hpp"

namespace cfy::managers {
namespace {

using namespace std::chrono_literals;

HttpReply google_refuses(int status, const char* word) {
  return reply(status, {{"error", {{"code", status}, {"message", "as the API says"}, {"status", word}}}});
}

// A new RSA key in PEM.
std::string make_key() {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_RSA_gen(2048), EVP_PKEY_free);
  const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}
const std::string& test_key() {
  static const std::string key = make_key();
  return key;
}

// Google Secret Manager and its token endpoint, as far as they are used.
class GoogleDouble {
 public:
  explicit GoogleDouble(const TestClock& clock) : clock_(clock) {}

  struct Stored {
    std::string value;
    std::string state = "ENABLED";
  };
  struct Secret {
    std::vector<Stored> versions;
    json aliases = json::object();
    int etag = 1;
  };
  std::map<std::string, Secret> secrets;
  std::string token_url;
  int logins = 0;
  int live_token = 0;  // the only one that is accepted
  int before_add = 0;  // so many times somebody else writes first
  bool damage = false;

  HttpReply handle(const HttpRequest& request) {
    if (request.path == "/token") return log_in(request);
    if (request.header("authorization") != "Bearer ya29.test-" + std::to_string(live_token)) {
      return google_refuses(401, "UNAUTHENTICATED");
    }
    const std::string prefix = "/v1/projects/my-project/secrets";
    if (!request.path.starts_with(prefix)) return google_refuses(403, "PERMISSION_DENIED");
    const std::string rest = request.path.substr(prefix.size());
    if (rest.empty() && request.method == "POST") return create(request);
    const std::string name = rest.substr(1, rest.find_first_of("/:", 1) - 1);
    const auto found = secrets.find(name);
    if (found == secrets.end()) return google_refuses(404, "NOT_FOUND");
    const std::string action = rest.substr(name.size() + 1);
    if (action.empty()) return request.method == "PATCH" ? patch(found->second, request) : get(found->second);
    if (action == ":addVersion" && request.method == "POST") return add(found->first, found->second, request);
    if (action == "/versions") return list(found->first, found->second, request);
    return version(found->first, found->second, action, request);
  }

 private:
  HttpReply log_in(const HttpRequest& request) {
    const std::string assertion = HttpRequest::field(request.body, "assertion");
    const auto signer = oauth::Signer::from_pem(*cfy::secrets::Secret::copy_of(test_key()), oauth::Algorithm::rs256);
    oauth::JwtRules rules;
    rules.issuer = "me@my-project.iam.gserviceaccount.com";
    rules.audience = token_url;
    const auto claims = oauth::verify_jwt(assertion, *oauth::JwkSet::parse(signer->public_key()), rules, clock_);
    const bool scoped = claims && json::parse(*claims).at("scope") == "https://www.googleapis.com/auth/cloud-platform";
    if (!scoped) return reply(400, {{"error", "invalid_grant"}});
    live_token = ++logins;
    return reply(
        200,
        {{"access_token", "ya29.test-" + std::to_string(live_token)}, {"expires_in", 3599}, {"token_type", "Bearer"}});
  }

  HttpReply create(const HttpRequest& request) {
    const std::string name = HttpRequest::field(request.query, "secretId");
    if (!json::parse(request.body).contains("replication")) return google_refuses(400, "INVALID_ARGUMENT");
    if (secrets.contains(name)) return google_refuses(409, "ALREADY_EXISTS");
    secrets[name] = {};
    return get(secrets[name]);
  }

  static HttpReply get(const Secret& secret) {
    return reply(200, {{"etag", "\"" + std::to_string(secret.etag) + "\""}, {"versionAliases", secret.aliases}});
  }

  static HttpReply patch(Secret& secret, const HttpRequest& request) {
    const json body = json::parse(request.body);
    if (HttpRequest::field(request.query, "updateMask") != "versionAliases")
      return google_refuses(400, "INVALID_ARGUMENT");
    if (body.at("etag") != "\"" + std::to_string(secret.etag) + "\"") return google_refuses(409, "ABORTED");
    secret.aliases = body.at("versionAliases");
    ++secret.etag;
    return get(secret);
  }

  static json version_json(const std::string& name, const Secret& secret, std::size_t number) {
    return {{"name", "projects/123/secrets/" + name + "/versions/" + std::to_string(number)},
            {"createTime", "2029-12-31T00:00:00.5Z"},
            {"state", secret.versions.at(number - 1).state}};
  }

  HttpReply add(const std::string& name, Secret& secret, const HttpRequest& request) {
    const json payload = json::parse(request.body).at("payload");
    const std::string value(decode_base64(payload.at("data").get<std::string>())->reveal());
    if (payload.at("dataCrc32c") != std::to_string(crc32c(value))) return google_refuses(400, "INVALID_ARGUMENT");
    if (before_add-- > 0) secret.versions.push_back({R"({"api_key":"theirs","theirs":"1"})"});
    secret.versions.push_back({value});
    return reply(200, version_json(name, secret, secret.versions.size()));
  }

  // Two on a page, the newest first, as Google does.
  static HttpReply list(const std::string& name, const Secret& secret, const HttpRequest& request) {
    const std::string token = HttpRequest::field(request.query, "pageToken");
    const std::size_t begin = token.empty() ? 0 : std::stoul(token.substr(token.find("%3D") + 3));
    json answer = json::object();
    for (std::size_t at = begin; at < std::min(begin + 2, secret.versions.size()); ++at) {
      answer["versions"].push_back(version_json(name, secret, secret.versions.size() - at));
    }
    if (begin + 2 < secret.versions.size()) answer["nextPageToken"] = "at=" + std::to_string(begin + 2);
    return reply(200, answer);
  }

  HttpReply version(const std::string& name, Secret& secret, const std::string& action, const HttpRequest& request) {
    std::string id = action.substr(std::string("/versions/").size());
    const std::string verb = id.substr(id.find(':') + 1);
    id.resize(id.find(':'));
    if (secret.aliases.contains(id)) id = secret.aliases.at(id).get<std::string>();
    const bool by_number = id.find_first_not_of("0123456789") == std::string::npos;
    const std::size_t number = by_number ? std::stoul(id) : (id == "latest" ? secret.versions.size() : 0);
    if (number == 0 || number > secret.versions.size()) return google_refuses(404, "NOT_FOUND");
    Stored& stored = secret.versions[number - 1];
    if (verb == "disable" && request.method == "POST") {
      stored.state = "DISABLED";
      return reply(200, version_json(name, secret, number));
    }
    if (verb != "access" || request.method != "GET") return google_refuses(404, "NOT_FOUND");
    if (stored.state != "ENABLED") return google_refuses(400, "FAILED_PRECONDITION");
    SecretText data;
    data.add_base64(stored.value);
    return reply(200,
                 {{"name", version_json(name, secret, number).at("name")},
                  {"payload",
                   {{"data", data.view()}, {"dataCrc32c", std::to_string(crc32c(stored.value) + (damage ? 1 : 0))}}}});
  }

  const TestClock& clock_;
};

class GoogleTest : public ManagerTest {
 protected:
  GoogleTest() : server(identity, [this](const HttpRequest& request) { return google.handle(request); }) {
    google.token_url = server.url() + "/token";
    google.secrets["api-key"].versions.push_back({"value-1"});
    environment["GOOGLE_APPLICATION_CREDENTIALS"] =
        folder.write("key.json", json{{"type", "service_account"},
                                      {"client_email", "me@my-project.iam.gserviceaccount.com"},
                                      {"private_key", test_key()},
                                      {"private_key_id", "k1"},
                                      {"token_uri", google.token_url}}
                                     .dump());
  }
  GoogleSecretManager open() { return {server.url(), "my-project", *GoogleLogin::from(variables()), channel()}; }

  GoogleDouble google{clock};
  ManagerServer server;
};

TEST_F(GoogleTest, ReadsByASignedAssertionAndKeepsTheToken) {
  GoogleSecretManager manager = open();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(read(manager, "api-key", ""), "value-1");
  EXPECT_EQ(google.logins, 1);
  clock.pass(3400s);
  EXPECT_EQ(read(manager, "api-key", ""), "value-1");
  EXPECT_EQ(google.logins, 2);
  google.live_token = -1;  // revoked
  EXPECT_EQ(read(manager, "api-key", ""), "value-1");
  EXPECT_EQ(google.logins, 3);
}

TEST_F(GoogleTest, IsRefusedWhereTheAssertionIsForSomebodyElse) {
  google.token_url = "https://other.example/token";
  GoogleSecretManager manager = open();
  const Error error = manager.read({"api-key", ""}, {}).error();
  EXPECT_EQ(error.code, ErrorCode::authentication);
  EXPECT_EQ(error.api_code, "invalid_grant");
}

TEST_F(GoogleTest, ReadsVersionsAndAliases) {
  GoogleSecretManager manager = open();
  for (int i = 2; i <= 5; ++i) {
    ASSERT_TRUE(manager.write({"api-key", ""}, secret("value-" + std::to_string(i)), std::nullopt));
  }
  ASSERT_TRUE(manager.mark("api-key", "2", "previous"));
  ASSERT_TRUE(manager.mark("api-key", "5", "canary"));
  EXPECT_EQ(read(manager, "api-key", "", {"", "previous"}), "value-2");
  EXPECT_EQ(read(manager, "api-key", "", {"3", ""}), "value-3");
  const Result<std::vector<Version>> versions = manager.versions("api-key");
  ASSERT_TRUE(versions);
  ASSERT_EQ(versions->size(), 5U);
  EXPECT_EQ(versions->front().id, "5");
  EXPECT_EQ(versions->at(3).stages, std::vector<std::string>{"previous"});
  ASSERT_TRUE(manager.disable("api-key", "2"));
  EXPECT_FALSE(manager.versions("api-key")->at(3).enabled);
  EXPECT_FALSE(manager.read({"api-key", ""}, {"2", ""}));
}

TEST_F(GoogleTest, WritesOnlyOverTheExpectedVersionAndTakesBackWhatCameTooLate) {
  GoogleSecretManager manager = open();
  EXPECT_EQ(manager.write({"api-key", ""}, secret("x"), "4").error().rule, "version_conflict");
  EXPECT_EQ(manager.write({"api-key", ""}, secret("x"), "").error().rule, "version_conflict");
  ASSERT_TRUE(manager.write({"api-key", ""}, secret("value-2"), "1"));
  google.before_add = 1;
  EXPECT_EQ(manager.write({"api-key", ""}, secret("late"), "2").error().rule, "version_conflict");
  EXPECT_EQ(google.secrets["api-key"].versions.back().state, "DISABLED");
  ASSERT_TRUE(manager.write({"new", ""}, secret("first"), ""));
  EXPECT_EQ(read(manager, "new", ""), "first");
}

TEST_F(GoogleTest, WritesAFieldAndKeepsTheOthers) {
  google.secrets["many"].versions.push_back({R"({"api_key":"a","other":"kept"})"});
  GoogleSecretManager manager = open();
  ASSERT_TRUE(manager.write({"many", "api_key"}, secret("b"), std::nullopt));
  EXPECT_EQ(read(manager, "many", "api_key"), "b");
  EXPECT_EQ(read(manager, "many", "other"), "kept");
}

TEST_F(GoogleTest, AddsAVersionOnceWhoseAnswerWasLost) {
  GoogleSecretManager manager = open();
  server.fail_only(":addVersion");
  server.fail_next(Fault::drop_after);
  const Result<Version> written = manager.write({"api-key", ""}, secret("value-2"), std::nullopt);
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(written->id, "2");
  server.fail_next(Fault::drop_before);
  const Result<Version> lost = manager.write({"api-key", ""}, secret("value-3"), std::nullopt);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, ErrorCode::connection);
  EXPECT_EQ(google.secrets["api-key"].versions.size(), 2U);
}

TEST_F(GoogleTest, RefusesAValueThatWasDamaged) {
  GoogleSecretManager manager = open();
  google.damage = true;
  EXPECT_EQ(manager.read({"api-key", ""}, {}).error().rule, "manager_answer");
}

TEST_F(GoogleTest, TakesTheTokenOfTheMetadataService) {
  PlainServer metadata([this](const HttpRequest& request) {
    const bool good = request.header("metadata-flavor") == "Google" &&
                      request.path == "/computeMetadata/v1/instance/service-accounts/default/token";
    if (!good) return HttpReply{403, ""};
    google.live_token = 7;
    return reply(200, {{"access_token", "ya29.test-7"}, {"expires_in", 300}, {"token_type", "Bearer"}});
  });
  environment = {{"GCE_METADATA_HOST", metadata.url().substr(std::string("http://").size())}};
  GoogleSecretManager manager = open();
  EXPECT_EQ(read(manager, "api-key", ""), "value-1");
}

TEST_F(GoogleTest, RefusesOtherKindsOfCredentials) {
  environment["GOOGLE_APPLICATION_CREDENTIALS"] = folder.write("user.json", R"({"type":"authorized_user"})");
  EXPECT_EQ(GoogleLogin::from(variables()).error().rule, "credential_form");
  environment["GOOGLE_APPLICATION_CREDENTIALS"] =
      folder.write("plain.json", R"({"type":"service_account","token_uri":"http://oauth.example/token"})");
  EXPECT_EQ(GoogleLogin::from(variables()).error().rule, "not_https");
}

}  // namespace
}  // namespace cfy::managers
