#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "managers/aws_signature.hpp"
#include "managers/channel.hpp"

namespace cfy::managers {

// Where AWS's credentials come from: the first of these that has some.
//
//   environment   AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
//   profile       see aws_profile.hpp
//   container     AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI, with
//                 AWS_CONTAINER_AUTHORIZATION_TOKEN or AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
//   instance      EC2's metadata service in its version 2 alone (AWS_EC2_METADATA_SERVICE_ENDPOINT), unless
//                 AWS_EC2_METADATA_DISABLED is `true`: the first version gives credentials to whoever can make a server
//                 fetch a URL
//
// Kept until five minutes before they end. Any thread; while one fetches, the others wait.
class AwsCredentialSource {
 public:
  AwsCredentialSource(Variables variables, Channel channel)
      : variables_(std::move(variables)), channel_(std::move(channel)) {}

  // Errors: configuration (missing_login and those of files), and those of the services.
  Result<AwsCredentials> credentials();
  // AWS refused these: the next ones are fetched anew.
  void refused(const AwsCredentials& credentials);

 private:
  Result<AwsCredentials> fetch() const;
  [[nodiscard]] Result<std::optional<AwsCredentials>> from_variables() const;
  [[nodiscard]] Result<std::optional<AwsCredentials>> from_profile() const;
  [[nodiscard]] Result<std::optional<AwsCredentials>> from_container() const;
  [[nodiscard]] Result<std::optional<AwsCredentials>> from_instance() const;
  [[nodiscard]] Result<std::optional<AwsCredentials>> ask(Call call) const;

  const Variables variables_;
  const Channel channel_;
  std::mutex mutex_;
  std::optional<AwsCredentials> held_;  // guarded by mutex_
};

}  // namespace cfy::managers
