#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "managers/channel.hpp"
#include "oauth/signer.hpp"
#include "oauth/token_cache.hpp"

namespace cfy::managers {

// Who we are for Google: a service account by its key, or the one of the machine.
struct GoogleLogin {
  struct ServiceAccount {
    std::string email;
    std::string token_url;  // https
    oauth::Signer signer;
  };
  std::optional<ServiceAccount> account;
  std::string metadata_host = "metadata.google.internal";  // where there is no account

  // GOOGLE_APPLICATION_CREDENTIALS, the file of a service account's key; else GCE_METADATA_HOST or its default. Errors
  // (configuration): credential_form, not_https, and those of files and keys.
  static Result<GoogleLogin> from(const Variables& variables);
  static Result<ServiceAccount> read_account(std::string text);

  // An access token: of the account by a signed JWT (RFC 7523), else of the metadata service.
  [[nodiscard]] Result<oauth::Tokens> log_in(const Channel& channel) const;

 private:
  [[nodiscard]] Result<oauth::Tokens> by_assertion(const Channel& channel) const;
  [[nodiscard]] Result<oauth::Tokens> by_metadata(const Channel& channel) const;
};

}  // namespace cfy::managers
