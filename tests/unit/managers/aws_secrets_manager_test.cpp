#include "managers/aws_secrets_manager.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "manager_server.hpp"

namespace cfy::managers {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

HttpReply aws_refuses(const char* code) { return reply(400, {{"__type", code}, {"message", "as the API says"}}); }

// AWS Secrets Manager, as far as it is used. Requests are signed as they were sent, or refused.
class AwsDouble {
 public:
  explicit AwsDouble(const TestClock& clock) : clock_(clock) {}

  struct Stored {
    std::string id;
    std::string value;
    std::set<std::string> stages;
  };
  std::map<std::string, std::vector<Stored>> secrets;
  std::set<std::string> expired_keys;
  std::string secret_key = "test-secret-key";
  std::size_t page_size = 2;
  int throttled = 0;    // so many requests to come
  int before_move = 0;  // so many times somebody else writes before a stage is moved
  std::vector<std::string> actions;

  HttpReply handle(const HttpRequest& request) {
    if (request.method != "POST" || request.path != "/") return aws_refuses("UnknownOperationException");
    if (request.header("content-type") != "application/x-amz-json-1.1") return aws_refuses("SerializationException");
    if (throttled > 0) {
      --throttled;
      return aws_refuses("ThrottlingException");
    }
    if (auto refused = check_signature(request)) return *refused;
    const std::string action = request.header("x-amz-target").substr(std::string("secretsmanager.").size());
    actions.push_back(action);
    const json body = json::parse(request.body);
    if (action == "CreateSecret") return create(body);
    const auto found = secrets.find(body.at("SecretId").get<std::string>());
    if (found == secrets.end()) return aws_refuses("com.amazonaws.secretsmanager#ResourceNotFoundException");
    if (action == "GetSecretValue") return get(found->first, found->second, body);
    if (action == "PutSecretValue") return put(found->second, body);
    if (action == "ListSecretVersionIds") return list(found->second, body);
    if (action == "UpdateSecretVersionStage") return move(found->second, body);
    return aws_refuses("UnknownOperationException");
  }

 private:
  std::optional<HttpReply> check_signature(const HttpRequest& request) {
    const std::string sent = request.header("authorization");
    const auto begin = sent.find("Credential=") + 11;
    AwsCredentials credentials;
    credentials.access_key_id = sent.substr(begin, sent.find('/') - begin);
    credentials.secret_access_key = *secrets::Secret::copy_of(secret_key);
    AwsRequest received{.method = request.method, .headers = {}, .payload = request.body};
    const auto names_at = sent.find("SignedHeaders=") + 14;
    std::string names = sent.substr(names_at, sent.find(',', names_at) - names_at) + ";";
    while (!names.empty()) {
      const std::string name = names.substr(0, names.find(';'));
      names.erase(0, name.size() + 1);
      received.headers.emplace_back(name, request.header(name));
    }
    const std::string time = request.header("x-amz-date");
    if (time != aws_time(clock_.wall_now())) return aws_refuses("InvalidSignatureException");
    if (expired_keys.contains(credentials.access_key_id)) return aws_refuses("ExpiredTokenException");
    if (*sign_aws_request(credentials, received, {time, "eu-test-1", "secretsmanager"}) != sent) {
      return aws_refuses("InvalidSignatureException");
    }
    return std::nullopt;
  }

  static json version_json(const Stored& stored) {
    return {{"VersionId", stored.id}, {"VersionStages", stored.stages}, {"CreatedDate", 1893000000.25}};
  }

  static HttpReply get(const std::string& name, const std::vector<Stored>& versions, const json& body) {
    const std::string id = body.value("VersionId", "");
    const std::string stage = body.value("VersionStage", id.empty() ? "AWSCURRENT" : "");
    for (const Stored& stored : versions) {
      if ((!id.empty() && stored.id != id) || (!stage.empty() && !stored.stages.contains(stage))) continue;
      json answer = version_json(stored);
      answer.update({{"Name", name}, {"SecretString", stored.value}});
      return reply(200, answer);
    }
    return aws_refuses("ResourceNotFoundException");
  }

  HttpReply create(const json& body) {
    const std::string name = body.at("Name").get<std::string>();
    const std::string token = body.at("ClientRequestToken").get<std::string>();
    const auto found = secrets.find(name);
    if (found != secrets.end() && found->second.front().id != token) return aws_refuses("ResourceExistsException");
    secrets[name] = {{token, body.at("SecretString").get<std::string>(), {"AWSCURRENT"}}};
    return reply(200, {{"Name", name}, {"VersionId", token}});
  }

  HttpReply put(std::vector<Stored>& versions, const json& body) {
    const std::string token = body.at("ClientRequestToken").get<std::string>();
    if (token.size() < 32 || token.size() > 64) return aws_refuses("ValidationException");
    const std::string value = body.at("SecretString").get<std::string>();
    for (const Stored& stored : versions) {
      if (stored.id == token)
        return stored.value == value ? reply(200, version_json(stored)) : aws_refuses("ResourceExistsException");
    }
    versions.push_back({token, value, {}});
    for (const json& stage : body.at("VersionStages")) move_stage(versions, stage.get<std::string>(), token);
    return reply(200, version_json(versions.back()));
  }

  static void move_stage(std::vector<Stored>& versions, const std::string& stage, const std::string& to) {
    for (Stored& stored : versions) {
      const bool had = stored.stages.erase(stage) > 0;
      if (had && stage == "AWSCURRENT" && stored.id != to) {
        for (Stored& other : versions) other.stages.erase("AWSPREVIOUS");
        stored.stages.insert("AWSPREVIOUS");
      }
    }
    for (Stored& stored : versions) {
      if (stored.id == to) stored.stages.insert(stage);
    }
  }

  HttpReply list(const std::vector<Stored>& versions, const json& body) const {
    const std::size_t begin = body.contains("NextToken") ? std::stoul(body.at("NextToken").get<std::string>()) : 0;
    json listed = json::array();
    for (std::size_t at = begin; at < std::min(begin + page_size, versions.size()); ++at) {
      listed.push_back(version_json(versions[at]));
    }
    json answer = {{"Versions", listed}};
    if (begin + page_size < versions.size()) answer["NextToken"] = std::to_string(begin + page_size);
    return reply(200, answer);
  }

  HttpReply move(std::vector<Stored>& versions, const json& body) {
    const std::string stage = body.at("VersionStage").get<std::string>();
    if (stage == "AWSCURRENT" && before_move-- > 0) {
      versions.push_back({std::string(31, 'x') + static_cast<char>('a' + versions.size()),
                          R"({"api_key":"theirs","theirs":"1"})",
                          {}});
      move_stage(versions, "AWSCURRENT", versions.back().id);
    }
    const std::string from = body.value("RemoveFromVersionId", "");
    const std::string to = body.value("MoveToVersionId", "");
    const auto holder = std::find_if(versions.begin(), versions.end(),
                                     [&](const Stored& stored) { return stored.stages.contains(stage); });
    if (holder != versions.end() && holder->id != from) return aws_refuses("InvalidParameterException");
    if (holder == versions.end() && !from.empty()) return aws_refuses("InvalidParameterException");
    if (to.empty() && stage == "AWSCURRENT") return aws_refuses("InvalidParameterException");
    if (to.empty()) holder->stages.erase(stage);
    if (!to.empty()) move_stage(versions, stage, to);
    return reply(200, {{"ARN", "arn"}});
  }

  const TestClock& clock_;
};

class AwsTest : public ManagerTest {
 protected:
  AwsTest() : server(identity, [this](const HttpRequest& request) { return aws.handle(request); }) {
    aws.secrets["connectify"] = {{std::string(32, '1'), R"({"api_key":"value-1","other":"kept"})", {"AWSCURRENT"}}};
    aws.secrets["bare"] = {{std::string(32, '2'), "bare-1", {"AWSCURRENT"}}};
    environment = {{"AWS_ACCESS_KEY_ID", "AKIDTEST"},
                   {"AWS_SECRET_ACCESS_KEY", "test-secret-key"},
                   {"AWS_SESSION_TOKEN", "test-session"},
                   {"AWS_REGION", "eu-test-1"},
                   {"AWS_ENDPOINT_URL_SECRETS_MANAGER", server.url()},
                   {"AWS_EC2_METADATA_DISABLED", "true"}};
  }
  AwsSecretsManager open() { return {*AwsSettings::from(variables(), "connectify"), variables(), channel()}; }

  AwsDouble aws{clock};
  ManagerServer server;
};

TEST_F(AwsTest, ReadsAValueAFieldAVersionAndAStage) {
  AwsSecretsManager manager = open();
  EXPECT_EQ(read(manager, "bare", ""), "bare-1");
  EXPECT_EQ(read(manager, "connectify", "api_key"), "value-1");
  ASSERT_TRUE(manager.write({"connectify", "api_key"}, secret("value-2"), std::nullopt));
  EXPECT_EQ(read(manager, "connectify", "api_key"), "value-2");
  EXPECT_EQ(read(manager, "connectify", "other"), "kept");
  EXPECT_EQ(read(manager, "connectify", "api_key", {"", "AWSPREVIOUS"}), "value-1");
  EXPECT_EQ(read(manager, "connectify", "api_key", {std::string(32, '1'), ""}), "value-1");
  EXPECT_EQ(manager.read({"connectify", "no_such"}, {}).error().rule, "missing_field");
  EXPECT_EQ(manager.read({"absent", ""}, {}).error().code, ErrorCode::not_found);
}

TEST_F(AwsTest, WritesOnlyOverTheExpectedVersion) {
  AwsSecretsManager manager = open();
  EXPECT_EQ(manager.write({"bare", ""}, secret("x"), std::string(32, '9')).error().rule, "version_conflict");
  EXPECT_EQ(manager.write({"bare", ""}, secret("x"), "").error().rule, "version_conflict");
  const Result<Version> written = manager.write({"bare", ""}, secret("bare-2"), std::string(32, '2'));
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(read(manager, "bare", ""), "bare-2");
  // The label that it was staged under is gone.
  EXPECT_EQ(aws.secrets["bare"].back().stages, std::set<std::string>{"AWSCURRENT"});
  ASSERT_TRUE(manager.write({"new", ""}, secret("first"), ""));
  EXPECT_EQ(read(manager, "new", ""), "first");
}

TEST_F(AwsTest, LosesNoWriteOfOthers) {
  AwsSecretsManager manager = open();
  aws.before_move = 1;
  EXPECT_EQ(manager.write({"connectify", "api_key"}, secret("mine"), std::string(32, '1')).error().rule,
            "version_conflict");
  EXPECT_EQ(read(manager, "connectify", "api_key"), "theirs");
  aws.before_move = 1;
  ASSERT_TRUE(manager.write({"connectify", "api_key"}, secret("mine"), std::nullopt));
  EXPECT_EQ(read(manager, "connectify", "api_key"), "mine");
  EXPECT_EQ(read(manager, "connectify", "theirs"), "1");
}

TEST_F(AwsTest, DoesAWriteOnceWhoseAnswerWasLost) {
  AwsSecretsManager manager = open();
  ASSERT_EQ(read(manager, "bare", ""), "bare-1");
  server.fail_next(Fault::none);  // the read before the write
  server.fail_next(Fault::drop_after);
  ASSERT_TRUE(manager.write({"bare", ""}, secret("bare-2"), std::nullopt));
  EXPECT_EQ(aws.secrets["bare"].size(), 2U);
  server.fail_next(Fault::none);
  server.fail_next(Fault::none);        // the new version is staged
  server.fail_next(Fault::drop_after);  // and the stage is moved, which a second time is refused
  const Result<Version> written = manager.write({"bare", ""}, secret("bare-3"), aws.secrets["bare"].back().id);
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(read(manager, "bare", ""), "bare-3");
}

TEST_F(AwsTest, ListsEveryPageMovesStagesAndDisables) {
  AwsSecretsManager manager = open();
  for (int i = 2; i <= 5; ++i)
    ASSERT_TRUE(manager.write({"bare", ""}, secret("bare-" + std::to_string(i)), std::nullopt));
  const Result<std::vector<Version>> versions = manager.versions("bare");
  ASSERT_TRUE(versions);
  EXPECT_EQ(versions->size(), 5U);
  const std::string third = aws.secrets["bare"][2].id;
  ASSERT_TRUE(manager.mark("bare", third, "CANARY"));
  EXPECT_EQ(read(manager, "bare", "", {"", "CANARY"}), "bare-3");
  ASSERT_TRUE(manager.mark("bare", aws.secrets["bare"][1].id, "CANARY"));
  EXPECT_EQ(read(manager, "bare", "", {"", "CANARY"}), "bare-2");
  const std::string previous = aws.secrets["bare"][3].id;
  ASSERT_TRUE(manager.disable("bare", previous));
  EXPECT_TRUE(aws.secrets["bare"][3].stages.empty());
  EXPECT_EQ(manager.disable("bare", aws.secrets["bare"][4].id).error().code, ErrorCode::conflict);
}

TEST_F(AwsTest, WaitsWhereItIsThrottledAlthoughTheStatusIs400) {
  AwsSecretsManager manager = open();
  aws.throttled = 2;
  EXPECT_EQ(read(manager, "bare", ""), "bare-1");
  aws.throttled = 3;
  const Error error = manager.read({"bare", ""}, {}).error();
  EXPECT_EQ(error.code, ErrorCode::rate_limit);
  EXPECT_EQ(error.api_code, "ThrottlingException");
}

TEST_F(AwsTest, FetchesCredentialsAnewThatHaveExpired) {
  AwsSecretsManager manager = open();
  aws.expired_keys.insert("AKIDTEST");
  const Error error = manager.read({"bare", ""}, {}).error();
  EXPECT_EQ(error.code, ErrorCode::authentication);
  EXPECT_EQ(error.api_code, "ExpiredTokenException");
  environment["AWS_ACCESS_KEY_ID"] = "AKIDNEXT";
  EXPECT_EQ(read(manager, "bare", ""), "bare-1");
}

TEST_F(AwsTest, IsRefusedWithAnotherSecretKey) {
  environment["AWS_SECRET_ACCESS_KEY"] = "another-test-key";
  AwsSecretsManager manager = open();
  const Error error = manager.read({"bare", ""}, {}).error();
  EXPECT_EQ(error.code, ErrorCode::authentication);
  EXPECT_THAT(error.message, Not(HasSubstr("another-test-key")));
}

TEST_F(AwsTest, FindsTheRegionAndItsEndpoint) {
  environment = {};
  EXPECT_EQ(AwsSettings::from(variables(), "x").error().rule, "missing_region");
  EXPECT_EQ(AwsSettings::from(variables(), "arn:aws:secretsmanager:eu-west-3:1:secret:x")->endpoint,
            "https://secretsmanager.eu-west-3.amazonaws.com");
  environment["AWS_REGION"] = "cn-north-1";
  EXPECT_EQ(AwsSettings::from(variables(), "x")->endpoint, "https://secretsmanager.cn-north-1.amazonaws.com.cn");
  environment["AWS_REGION"] = "evil.example/";
  EXPECT_EQ(AwsSettings::from(variables(), "x").error().rule, "missing_region");
  environment["AWS_REGION"] = "eu-west-3";
  environment["AWS_ENDPOINT_URL"] = "http://plain.example";
  EXPECT_EQ(AwsSettings::from(variables(), "x").error().rule, "not_https");
}

}  // namespace
}  // namespace cfy::managers
