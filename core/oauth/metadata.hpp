#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cfy::oauth {

// An empty endpoint is one that the server doesn't have.
struct Endpoints {
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
  std::string revocation_endpoint;
  std::string introspection_endpoint;
  std::string device_authorization_endpoint;
  std::string pushed_authorization_request_endpoint;
  std::string end_session_endpoint;
};

// What an authorization server says about itself (RFC 8414, OpenID Connect Discovery), as far as it is used here.
struct Metadata : Endpoints {
  std::string issuer;
  Endpoints mtls_aliases;  // in the place of those above for clients with a certificate (RFC 8705 section 5)
  std::vector<std::string> token_endpoint_auth_methods;  // client_secret_basic where it doesn't say, as RFC 8414 has it
  std::vector<std::string> code_challenge_methods;
  std::vector<std::string> dpop_algorithms;
  bool iss_in_answers = false;  // it promises `iss` in authorization answers (RFC 9207)
  bool par_required = false;    // authorization requests have to be pushed (RFC 9126)

  [[nodiscard]] bool supports_s256() const noexcept;
  // For a client that shows a certificate: its aliases in the place of the endpoints that have one.
  [[nodiscard]] Metadata through_mtls() const;
};

enum class MetadataKind : bool {
  oauth,   // /.well-known/oauth-authorization-server, put between host and path
  openid,  // /.well-known/openid-configuration, put behind the path
};

// Where an issuer's document is. Errors: those of check_endpoint(); issuer_form (a query or fragment).
Result<std::string> metadata_url(std::string_view issuer, MetadataKind kind);

// Reads a document. Refused (oauth, field `metadata` or `metadata.…`): bad JSON by the JSON guard's rules; an issuer
// that is not, to the byte, the one that was asked (issuer_missing, issuer_differs); a member of the wrong form
// (metadata_form); endpoints that check_endpoint() refuses, used or not; more than 256 KiB (too_large); no token
// endpoint (endpoint_missing).
Result<Metadata> parse_metadata(std::string_view json, std::string_view expected_issuer);

// An address that credentials may be sent to: https, a host, no user name or password, no fragment, nothing that URL
// parsers disagree about (backslash, white space, control characters). Errors (oauth, field as given): endpoint_scheme,
// endpoint_form.
Result<void> check_endpoint(std::string_view url, std::string_view field);

}  // namespace cfy::oauth
