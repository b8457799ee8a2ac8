#pragma once

#include <string>

#include "base/result.hpp"
#include "managers/channel.hpp"
#include "oauth/token_answer.hpp"
#include "secrets/secret.hpp"

namespace cfy::managers {

// Who we are for Azure: an application by its secret, or the managed identity of the machine.
struct AzureLogin {
  std::string authority = "https://login.microsoftonline.com";
  std::string tenant_id;
  std::string client_id;  // of the application; of a managed identity, empty for the machine's own
  secrets::Secret client_secret;
  std::string identity_endpoint;    // of App Service and its kin; empty: the machine's metadata service
  secrets::Secret identity_header;  // that App Service wants to see
  std::string metadata = "http://169.254.169.254";

  // AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, AZURE_AUTHORITY_HOST; IDENTITY_ENDPOINT, IDENTITY_HEADER;
  // AZURE_POD_IDENTITY_AUTHORITY_HOST for another metadata service. Errors (configuration): missing_login, not_https.
  static Result<AzureLogin> from(const Variables& variables);

  // An access token for Key Vault: by client credentials if there is a secret, else of the managed identity.
  [[nodiscard]] Result<oauth::Tokens> log_in(const Channel& channel) const;

 private:
  [[nodiscard]] Result<oauth::Tokens> by_secret(const Channel& channel) const;
  [[nodiscard]] Result<oauth::Tokens> by_identity(const Channel& channel) const;
};

}  // namespace cfy::managers
