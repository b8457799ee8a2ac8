#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "sandbox/database.hpp"
#include "secrets/credential.hpp"
#include "secrets/secret.hpp"

namespace cfy::sandbox {

// What a token stands for.
struct TokenTerms {
  std::string family;    // of all tokens that came from one login: they go together
  std::string grant;     // the grant's id
  std::string client;    // whom it was given to
  std::string subject;   // whom it acts for
  std::string scope;     // names as they were asked for, a space between
  std::string resource;  // where it is good (RFC 8707), a space between
  std::string jkt{};     // thumbprint of the DPoP key that it is bound to; empty: to none
  std::string x5t{};     // or of the client's certificate (RFC 8705)
};

struct StoredToken {
  TokenTerms terms;
  bool refresh = false;  // else an access token
  bool used = false;     // a refresh token that was exchanged for a newer one
  std::int64_t issued_at = 0;
  std::int64_t expires_at = 0;
};

// Access and refresh tokens, of which the database holds the SHA-256 alone. Each throws DatabaseError.
class TokenStore {
 public:
  TokenStore(Database& database, const Clock& clock) noexcept : database_(database), clock_(clock) {}

  // `cfy_at_…` or `cfy_rt_…`, good until `expires_at` (Unix seconds).
  secrets::Secret issue(secrets::CredentialKind kind, const TokenTerms& terms, std::int64_t expires_at);
  // One that has not expired.
  std::optional<StoredToken> find(std::string_view token);
  void mark_used(std::string_view refresh_token);
  void revoke(std::string_view token);
  void revoke_family(std::string_view family);
  void revoke_grant(std::string_view grant);
  // All that one client was given.
  void revoke_client(std::string_view client);

 private:
  [[nodiscard]] std::int64_t now() const;

  Database& database_;
  const Clock& clock_;
};

}  // namespace cfy::sandbox
