#pragma once

#include <memory>
#include <string>

#include "managers/aws_credentials.hpp"
#include "managers/manager.hpp"

namespace cfy::managers {

struct AwsSettings {
  std::string endpoint;  // https
  std::string region;

  // Of the secret's ARN, else AWS_REGION, AWS_DEFAULT_REGION or the profile's; AWS_ENDPOINT_URL_SECRETS_MANAGER or
  // AWS_ENDPOINT_URL, else the region's own endpoint. Errors (configuration): missing_region, not_https, those of files.
  static Result<AwsSettings> from(const Variables& variables, std::string_view secret);
};

// AWS Secrets Manager (its API of 2017-10-17). The present version is the one with the stage AWSCURRENT. A conditional
// write stages the new version under a label of its own and then moves AWSCURRENT from the expected version, which AWS
// refuses if it is not there any more. A version is disabled by taking all stages from it.
class AwsSecretsManager final : public Manager {
 public:
  AwsSecretsManager(AwsSettings settings, Variables variables, const Channel& channel)
      : settings_(std::move(settings)), credentials_(std::move(variables), channel), channel_(channel) {}

 private:
  Result<Value> do_read(const SecretName& secret, const VersionChoice& choice) override;
  Result<std::vector<Version>> do_versions(const std::string& name) override;
  Result<Version> do_write(const SecretName& secret, const secrets::Secret& value, const Expected& expected) override;
  Result<void> do_mark(const std::string& name, const std::string& version, const std::string& stage) override;
  Result<void> do_disable(const std::string& name, const std::string& version) override;

  Result<Answer> send(std::string_view action, const secrets::Secret& body);
  Result<Answer> send_once(std::string_view action, const secrets::Secret& body, const AwsCredentials& credentials);
  Result<Value> read_whole(const std::string& name, const VersionChoice& choice);
  Result<Version> create(const std::string& name, const secrets::Secret& whole);
  Result<Version> put(const std::string& name, const secrets::Secret& whole, std::string_view stage);
  Result<Version> replace(const std::string& name, const secrets::Secret& whole, const std::string& expected);
  Result<void> move_stage(const std::string& name, std::string_view stage, std::string_view to, std::string_view from);

  const AwsSettings settings_;
  AwsCredentialSource credentials_;
  const Channel channel_;
};

}  // namespace cfy::managers
