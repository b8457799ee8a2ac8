#pragma once

#include <string>

#include "managers/bearer_login.hpp"
#include "managers/google_login.hpp"
#include "managers/manager.hpp"

namespace cfy::managers {

// Google Secret Manager (its REST API v1). A stage is an alias of a version. It has no conditional writes: the new
// version's number tells whether somebody else wrote in between, and then ours is disabled again.
class GoogleSecretManager final : public Manager {
 public:
  // `endpoint` is https, such as https://secretmanager.googleapis.com.
  GoogleSecretManager(std::string endpoint, std::string project, GoogleLogin login, const Channel& channel);

  // CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER or Google's own. Errors (configuration): not_https.
  static Result<std::string> endpoint_from(const Variables& variables);

 private:
  Result<Value> do_read(const SecretName& secret, const VersionChoice& choice) override;
  Result<std::vector<Version>> do_versions(const std::string& name) override;
  Result<Version> do_write(const SecretName& secret, const secrets::Secret& value, const Expected& expected) override;
  Result<void> do_mark(const std::string& name, const std::string& version, const std::string& stage) override;
  Result<void> do_disable(const std::string& name, const std::string& version) override;

  // A call to a path below the project's secrets.
  Result<Answer> send(const std::string& method, const std::string& path, std::string_view body = {},
                      bool repeatable = true);
  Result<Answer> send(const std::string& method, const std::string& path, const secrets::Secret& body, bool repeatable);
  Result<Value> read_whole(const std::string& name, const std::string& version);
  Result<void> create(const std::string& name);
  Result<Version> add(const std::string& name, const secrets::Secret& whole);
  Result<Version> write_once(const SecretName& secret, const secrets::Secret& value, const Expected& expected);

  const std::string base_;  // …/v1/projects/PROJECT/secrets
  BearerLogin login_;
};

}  // namespace cfy::managers
