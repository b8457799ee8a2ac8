#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "managers/channel.hpp"
#include "oauth/token_cache.hpp"
#include "secrets/secret.hpp"

namespace cfy::managers {

// What errors call it.
inline constexpr std::string_view kVault = "HashiCorp Vault";

// How we log in to HashiCorp Vault or OpenBao. The first of these that is there is used: a token, AppRole, Kubernetes.
struct VaultSettings {
  std::string address;           // https
  std::string enterprise_space;  // `X-Vault-Namespace`; empty: none
  secrets::Secret token;
  std::string role_id;  // of AppRole
  secrets::Secret secret_id;
  std::string approle_mount = "approle";
  std::string kubernetes_role;
  std::string kubernetes_mount = "kubernetes";
  std::string kubernetes_token_file = "/var/run/secrets/kubernetes.io/serviceaccount/token";

  // VAULT_ADDR, VAULT_NAMESPACE; VAULT_TOKEN; VAULT_ROLE_ID with VAULT_SECRET_ID or VAULT_SECRET_ID_FILE,
  // VAULT_APPROLE_MOUNT; VAULT_KUBERNETES_ROLE, VAULT_KUBERNETES_MOUNT, VAULT_KUBERNETES_TOKEN_FILE; `~/.vault-token`,
  // where `vault login` keeps its token, if there is none of these. Errors (configuration): missing_address, not_https, missing_login, and those of files.
  static Result<VaultSettings> from(const Variables& variables);
};

// The token of our login: renewed before it ends, and taken anew where it cannot be renewed. Any thread.
class VaultLogin {
 public:
  VaultLogin(VaultSettings settings, Channel channel);

  Result<secrets::Secret> token() const;
  // The manager refused this one.
  void refused(const secrets::Secret& token) const { cache_->refused(token); }

  // A call to Vault with the token and what every call bears.
  [[nodiscard]] Result<Call> call(std::string method, const std::string& path, const secrets::Secret& token) const;

 private:
  Result<oauth::Tokens> renew(const oauth::Tokens* present) const;
  Result<oauth::Tokens> log_in() const;
  Result<oauth::Tokens> look_up(const secrets::Secret& token) const;
  Result<oauth::Tokens> send(Call call, const char* what) const;

  const VaultSettings settings_;
  const Channel channel_;
  const std::unique_ptr<oauth::TokenCache> cache_;
};

}  // namespace cfy::managers
