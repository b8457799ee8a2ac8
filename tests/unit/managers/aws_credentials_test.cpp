#include "managers/aws_credentials.hpp"

#include <filesystem>

#include "manager_server.hpp"
#include "managers/aws_profile.hpp"

namespace cfy::managers {
namespace {

using namespace std::chrono_literals;

HttpReply credentials_answer(const std::string& id, const std::string& expires) {
  return reply(200, {{"Code", "Success"},
                     {"AccessKeyId", id},
                     {"SecretAccessKey", "test-secret"},
                     {"Token", "test-session"},
                     {"Expiration", expires}});
}

class AwsCredentialsTest : public ManagerTest {
 protected:
  // What the source gives; the rule or the message of its error.
  std::string id_of(AwsCredentialSource& source) {
    const Result<AwsCredentials> found = source.credentials();
    if (found) return found->access_key_id;
    return "error: " + (found.error().rule.empty() ? found.error().message : found.error().rule);
  }
};

TEST_F(AwsCredentialsTest, ComeFromTheEnvironmentFirst) {
  environment = {
      {"AWS_ACCESS_KEY_ID", "AKIDENV"},
      {"AWS_SECRET_ACCESS_KEY", "test-secret"},
      {"AWS_SHARED_CREDENTIALS_FILE", folder.write("credentials", "[default]\naws_access_key_id=AKIDFILE\n")}};
  AwsCredentialSource source(variables(), channel());
  EXPECT_EQ(id_of(source), "AKIDENV");
}

TEST_F(AwsCredentialsTest, ComeFromTheNamedProfile) {
  const std::string file = folder.write("credentials",
                                        "# a remark\n[default]\naws_access_key_id = AKIDDEFAULT\n"
                                        "aws_secret_access_key = one\n\n[work]\naws_access_key_id=AKIDWORK\n"
                                        "aws_secret_access_key=two\ns3 =\n  aws_access_key_id = NESTED\n");
  environment = {{"AWS_SHARED_CREDENTIALS_FILE", file},
                 {"AWS_CONFIG_FILE", folder.write("config", "[profile work]\nregion = eu-test-1\n")},
                 {"AWS_EC2_METADATA_DISABLED", "true"}};
  AwsCredentialSource by_default(variables(), channel());
  EXPECT_EQ(id_of(by_default), "AKIDDEFAULT");
  environment["AWS_PROFILE"] = "work";
  AwsCredentialSource by_name(variables(), channel());
  EXPECT_EQ(id_of(by_name), "AKIDWORK");
  EXPECT_EQ(by_name.credentials()->secret_access_key.reveal(), "two");
  EXPECT_EQ(load_profile(variables())->find("region")->second.view(), "eu-test-1");
  environment["AWS_PROFILE"] = "absent";
  AwsCredentialSource absent(variables(), channel());
  EXPECT_EQ(id_of(absent), "error: missing_login");
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  AwsCredentialSource exposed(variables(), channel());
  EXPECT_EQ(id_of(exposed), "error: file_mode");
}

TEST_F(AwsCredentialsTest, ComeFromTheContainersEndpointWithItsToken) {
  PlainServer agent([](const HttpRequest& request) {
    if (request.path != "/v2/credentials/abc") return reply(404, {{"code", "NotFound"}});
    if (request.header("authorization") != "agent-token") return reply(401, {{"code", "Unauthorized"}});
    return credentials_answer("AKIDCONTAINER", "2030-01-01T06:00:00Z");
  });
  environment = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", agent.url() + "/v2/credentials/abc"},
                 {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", folder.write("token", "agent-token")}};
  AwsCredentialSource source(variables(), channel());
  EXPECT_EQ(id_of(source), "AKIDCONTAINER");
  environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = folder.write("token", "wrong");
  AwsCredentialSource refused(variables(), channel());
  EXPECT_EQ(refused.credentials().error().code, ErrorCode::authentication);
}

TEST_F(AwsCredentialsTest, ComeFromTheInstanceByASessionAndAreRenewedBeforeTheyEnd) {
  int sessions = 0;
  std::string expires = "2030-01-01T06:00:00Z";
  PlainServer metadata([&](const HttpRequest& request) -> HttpReply {
    if (request.path == "/latest/api/token") {
      const bool good = request.method == "PUT" && !request.header("x-aws-ec2-metadata-token-ttl-seconds").empty();
      if (!good) return {400, ""};
      return {200, "session-" + std::to_string(++sessions)};
    }
    // The first version of the service, without a session, is off.
    if (request.header("x-aws-ec2-metadata-token") != "session-" + std::to_string(sessions)) return {401, ""};
    if (request.path == "/latest/meta-data/iam/security-credentials/") return {200, "my-role"};
    if (request.path != "/latest/meta-data/iam/security-credentials/my-role") return {404, ""};
    return credentials_answer("AKIDINSTANCE" + std::to_string(sessions), expires);
  });
  environment = {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.url()}};
  AwsCredentialSource source(variables(), channel());
  EXPECT_EQ(id_of(source), "AKIDINSTANCE1");
  clock.pass(5h);
  EXPECT_EQ(id_of(source), "AKIDINSTANCE1");
  clock.pass(56min);  // four minutes are left
  expires = "2030-01-01T12:00:00Z";
  EXPECT_EQ(id_of(source), "AKIDINSTANCE2");
}

TEST_F(AwsCredentialsTest, LetNoRoleLeadElsewhere) {
  PlainServer metadata([&](const HttpRequest& request) -> HttpReply {
    if (request.path == "/latest/api/token") return {200, "session"};
    return {200, "../../user-data"};
  });
  environment = {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.url()}};
  AwsCredentialSource source(variables(), channel());
  EXPECT_EQ(id_of(source), "error: manager_answer");
  EXPECT_EQ(metadata.requests(), 2);
}

TEST_F(AwsCredentialsTest, AreMissingWhereNobodyHasAny) {
  environment = {{"AWS_EC2_METADATA_DISABLED", "true"}};
  AwsCredentialSource source(variables(), channel());
  EXPECT_EQ(id_of(source), "error: missing_login");
}

}  // namespace
}  // namespace cfy::managers
