#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "oauth/signer.hpp"
#include "sandbox/auth.hpp"
#include "sandbox/oauth/client_store.hpp"
#include "sandbox/oauth/dpop.hpp"
#include "sandbox/oauth/tickets.hpp"
#include "sandbox/oauth/token_store.hpp"

namespace cfy::sandbox {

// Whom the login page knows.
struct User {
  std::string id;
  std::string name;
  std::string password_sha256;  // passwords are random, so that a plain hash is enough
};

struct RealmOptions {
  std::string origin;    // `https://127.0.0.1:PORT`
  std::string api_path;  // `/v1`
  ScopeSet api_scopes;
  std::int64_t token_lifetime = 3600;  // of an access token, in seconds
};

// What the parts of the authorization server share.
struct Realm {
  Realm(Database& database, const Clock& clock, const RealmOptions& options, oauth::Signer signer);

  Database& database;
  const Clock& clock;
  std::string origin;
  std::string issuer;  // where its endpoints are: `/oauth` on the origin
  std::string api;     // the resource (RFC 8707) that tokens are for unless they say otherwise
  ScopeSet scopes;     // every scope there is
  std::int64_t token_lifetime;
  oauth::Signer signer;                            // of ID tokens
  std::map<std::string, User, std::less<>> users;  // by the name that they log in with
  ClientStore clients;
  TicketStore tickets;
  TokenStore tokens;
  DpopChecker dpop;

  [[nodiscard]] std::int64_t now() const;
  [[nodiscard]] std::string url(std::string_view path) const { return issuer + std::string(path); }
};

// The names in `asked`, each once, if `most` covers them all: what may be granted. Refused (invalid_scope): none at all
// (the least has to be named), one that does not exist, one beyond `most`.
Result<std::string> narrowed_scope(const Realm& realm, std::string_view asked, std::string_view most);

// The scopes that a granted text stands for.
ScopeSet scopes_meant(const Realm& realm, std::string_view scope);

// Where the tokens of a request shall be good (RFC 8707), a space between: those of `asked`, or else all of `most`.
// Refused (invalid_target): one beyond `most`.
Result<std::string> narrowed_resource(const std::vector<std::string>& asked, std::string_view most);

// Both resources there are: the API, and the issuer itself for what it knows of a user.
std::string all_resources(const Realm& realm);

}  // namespace cfy::sandbox
