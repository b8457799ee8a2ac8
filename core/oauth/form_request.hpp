#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "oauth/authorization.hpp"
#include "oauth/metadata.hpp"
#include "oauth/signer.hpp"
#include "secrets/secret.hpp"
#include "transport/address_rule.hpp"

namespace cfy::oauth {

enum class ClientAuthentication : std::uint8_t {
  none,             // a public client: it names itself
  basic,            // client_secret_basic: the Authorization header
  post,             // client_secret_post: in the body
  private_key_jwt,  // RFC 7523: a new assertion for each request
  tls_client_auth,  // RFC 8705: the certificate that the TLS policy shows, whoever issued it
};

// Who asks.
struct ClientIdentity {
  std::string id;
  ClientAuthentication authentication = ClientAuthentication::none;
  secrets::Secret secret;          // for basic and post
  const Signer* signer = nullptr;  // for private_key_jwt
};

// What one token is exchanged for another with (RFC 8693).
struct TokenExchange {
  secrets::Secret subject_token;
  std::string subject_token_type = "urn:ietf:params:oauth:token-type:access_token";
  secrets::Secret actor_token;  // empty: none
  std::string actor_token_type;
  std::string requested_token_type;  // empty: the server's choice
  std::string audience;              // empty: none
};

// A POST of form fields to the authorization server: what is secret in it lies on guarded pages.
struct FormRequest {
  std::string url;
  secrets::Secret authorization;  // the whole header line with a NUL behind; empty if there is none
  secrets::Secret body;           // application/x-www-form-urlencoded
  transport::AddressRule addresses = transport::AddressRule::public_only;
};

// Makes the requests of one client to one server. `resource` (RFC 8707) is the API that a token is to be for; empty for
// whichever the server takes. Errors: configuration (client_id, client_secret, private_key or scope
// is missing), and oauth with the rules endpoint_missing (the server has no such endpoint) and auth_unsupported (it
// doesn't offer this way of authentication). Both must outlive it.
class RequestMaker {
 public:
  RequestMaker(const Metadata& metadata, const ClientIdentity& client, const Clock& clock = system_clock())
      : metadata_(metadata), client_(client), clock_(clock) {}

  // RFC 6749 section 4.1.3, with RFC 7636.
  [[nodiscard]] Result<FormRequest> code(const secrets::Secret& code, std::string_view redirect_uri,
                                         const secrets::Secret& verifier, std::string_view resource = {}) const;
  // Section 6. The scope is always sent: some servers grant everything when it is missing.
  [[nodiscard]] Result<FormRequest> refresh(const secrets::Secret& refresh_token, const std::vector<std::string>& scope,
                                            std::string_view resource = {}) const;
  // Section 4.4. Not for public clients.
  [[nodiscard]] Result<FormRequest> client_credentials(const std::vector<std::string>& scope,
                                                       std::string_view resource = {}) const;
  // RFC 8628: the first asks for a code that the user types, the second for the tokens.
  [[nodiscard]] Result<FormRequest> device_authorization(const std::vector<std::string>& scope,
                                                         std::string_view resource = {}) const;
  [[nodiscard]] Result<FormRequest> device_token(const secrets::Secret& device_code) const;
  // RFC 8693.
  [[nodiscard]] Result<FormRequest> exchange(const TokenExchange& exchange, const std::vector<std::string>& scope,
                                             std::string_view resource = {}) const;
  // RFC 9126: the parameters of an authorization request, sent beforehand.
  [[nodiscard]] Result<FormRequest> pushed(const Authorization& authorization) const;
  // RFC 7009 and RFC 7662. The hint is `access_token` or `refresh_token`.
  [[nodiscard]] Result<FormRequest> revocation(const secrets::Secret& token, std::string_view hint) const;
  [[nodiscard]] Result<FormRequest> introspection(const secrets::Secret& token, std::string_view hint) const;

 private:
  struct Field {
    std::string_view name;
    std::string_view value;
  };
  [[nodiscard]] Result<FormRequest> make(const std::string& endpoint, const std::vector<Field>& fields) const;
  [[nodiscard]] Result<void> check_client() const;

  const Metadata& metadata_;
  const ClientIdentity& client_;
  const Clock& clock_;
};

}  // namespace cfy::oauth
