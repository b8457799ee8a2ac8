#pragma once

#include <string>

#include "managers/manager.hpp"
#include "managers/vault_login.hpp"

namespace cfy::managers {

// What a call to Vault carries.
struct VaultBody {
  secrets::Secret text;
  std::string content_type = "application/json";
  bool repeatable = true;
};

// HashiCorp Vault and OpenBao, the key-value engine in its version 2 (its HTTP API: /v1/MOUNT/data, metadata, delete).
// Each secret is an object, so that a field is always needed. Writes are conditional there (check-and-set). A stage is
// an entry `stage-NAME` of the secret's custom metadata.
class Vault final : public Manager {
 public:
  Vault(VaultSettings settings, std::string mount, const Channel& channel)
      : login_(std::move(settings), channel), mount_(std::move(mount)), channel_(channel) {}

 private:
  Result<Value> do_read(const SecretName& secret, const VersionChoice& choice) override;
  Result<std::vector<Version>> do_versions(const std::string& name) override;
  Result<Version> do_write(const SecretName& secret, const secrets::Secret& value, const Expected& expected) override;
  Result<void> do_mark(const std::string& name, const std::string& version, const std::string& stage) override;
  Result<void> do_disable(const std::string& name, const std::string& version) override;

  Result<Answer> send(const std::string& method, const std::string& path, const VaultBody& body = {});
  Result<Answer> read_data(const std::string& name, const std::string& version);
  Result<std::string> version_of_stage(const std::string& name, const std::string& stage);
  Result<Version> write_once(const SecretName& secret, const secrets::Secret& value, const Expected& expected);

  VaultLogin login_;
  const std::string mount_;
  const Channel channel_;
};

}  // namespace cfy::managers
