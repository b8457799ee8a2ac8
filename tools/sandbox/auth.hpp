#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "sandbox/database.hpp"
#include "sandbox/message.hpp"
#include "secrets/secret.hpp"

namespace cfy::sandbox {

using ScopeSet = std::set<std::string, std::less<>>;

// Who makes a request, and what it may do.
struct Principal {
  std::int64_t id = 0;  // the key's; below zero for what came in by an access token
  ScopeSet scopes;
  std::string subject = "usr_0001";  // whom it acts for: the keys of a sandbox act for its owner
};

enum class AuthScheme : std::uint8_t { none, bearer, dpop };

// What a request's Authorization field holds, RFC 6750 section 2.1 and RFC 9449 section 7.1. The value is a view into
// the request; empty if there is none.
struct Credential {
  AuthScheme scheme = AuthScheme::none;
  std::string_view value;
};
Credential read_credential(const Request& request);

// The scopes meant by `names`, with `read` and `write` standing for all `:read` and `:write` ones. Error
// (configuration, field `key`): one that is not in `known`.
Result<ScopeSet> expand_scopes(const std::vector<std::string>& names, const ScopeSet& known);

// What a key is made with beside its scopes.
struct KeyTerms {
  bool application = false;  // one of the two that the application may have; else one that tests asked for
  std::int64_t days = 0;     // after which it expires; 0: never
};

// API keys, of which the database holds the SHA-256 alone.
class Authenticator {
 public:
  Authenticator(Database& database, const Clock& clock) noexcept : database_(database), clock_(clock) {}

  // Makes a key, which is not to be had again. Throws DatabaseError.
  Result<secrets::Secret> make_key(std::string_view name, const ScopeSet& scopes, const KeyTerms& terms = {});

  // Reads `Authorization: Bearer …` (RFC 6750 section 2.1). Answers the refusal, or nothing and sets `principal`.
  std::optional<Reply> authenticate(const Request& request, Principal& principal);

  // The application's live keys, without their values. Each throws DatabaseError.
  std::int64_t count_application_keys();
  nlohmann::json page_of_keys(std::int64_t limit, std::int64_t offset);  // `{"keys":[…],"pagination":{…}}`
  std::optional<nlohmann::json> describe_key(std::string_view key);
  bool revoke_key(std::string_view public_id);  // whether there was one
  // The key `default` of an earlier start works on, but is the application's no longer.
  void retire_default_keys();

 private:
  [[nodiscard]] std::int64_t now() const;

  Database& database_;
  const Clock& clock_;
};

// The refusal of a request whose credential lacks one of the scopes, RFC 6750 section 3.1; or nothing.
std::optional<Reply> check_scopes(const Principal& principal, const std::vector<std::string>& needed);

}  // namespace cfy::sandbox
