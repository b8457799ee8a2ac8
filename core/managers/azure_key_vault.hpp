#pragma once

#include <string>

#include "managers/azure_login.hpp"
#include "managers/bearer_login.hpp"
#include "managers/manager.hpp"

namespace cfy::managers {

// Azure Key Vault (its REST API 7.4). A stage is a tag `stage-NAME` on a version. It has no conditional writes: the
// expected version is looked at just before the write, so that two writers at the same moment can still both write.
class AzureKeyVault final : public Manager {
 public:
  // `vault` is https, such as https://my-vault.vault.azure.net.
  AzureKeyVault(std::string vault, AzureLogin login, const Channel& channel);

  // The vault of that name in Azure's public cloud, or below AZURE_KEY_VAULT_SUFFIX (`.vault.azure.cn`, …). Errors
  // (configuration): not_https.
  static Result<std::string> address_of(const Variables& variables, const std::string& vault);

 private:
  Result<Value> do_read(const SecretName& secret, const VersionChoice& choice) override;
  Result<std::vector<Version>> do_versions(const std::string& name) override;
  Result<Version> do_write(const SecretName& secret, const secrets::Secret& value, const Expected& expected) override;
  Result<void> do_mark(const std::string& name, const std::string& version, const std::string& stage) override;
  Result<void> do_disable(const std::string& name, const std::string& version) override;

  Result<Answer> send(const std::string& method, const std::string& url, const secrets::Secret& body = {},
                      bool repeatable = true);
  [[nodiscard]] std::string url_of(const std::string& path) const;
  Result<Value> read_whole(const std::string& name, const std::string& version);
  Result<void> set_tag(const std::string& name, const std::string& version, const std::string& stage, bool present);

  const std::string vault_;
  BearerLogin login_;
};

}  // namespace cfy::managers
