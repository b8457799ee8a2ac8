#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "oauth/authorization.hpp"
#include "oauth/device_code.hpp"
#include "oauth/discovery.hpp"
#include "oauth/form_request.hpp"
#include "oauth/jwks_cache.hpp"
#include "oauth/sender.hpp"
#include "oauth/token_answer.hpp"

namespace cfy::oauth {

// What tokens are asked for with.
struct TokenRequest {
  std::vector<std::string> scope;
  std::string resource;                             // RFC 8707; empty: the server's choice
  const DpopKey* key = nullptr;                     // null: tokens that are bound to no key
  transport::Cancellation* cancellation = nullptr;  // may be null
};

// One authorization server, as one client of it speaks to it: each function is one request, and what comes back has been
// judged. Keeps no tokens. Any number of threads.
//
// Errors of all: those of Discovery, RequestMaker, Sender, of the transport, read_error_answer(); and (oauth)
// dpop_unsupported. Those that answer with tokens have parse_token_answer()'s too.
class AuthorizationServer {
 public:
  AuthorizationServer(std::string issuer, ClientIdentity client, SenderSettings settings,
                      const Clock& clock = system_clock());

  Result<std::shared_ptr<const KnownIssuer>> issuer() { return discovery_.issuer(); }
  [[nodiscard]] const ClientIdentity& client() const noexcept { return client_; }

  // A request for the user's browser; pushed beforehand where the server takes that (RFC 9126). Errors: Authorization's,
  // and (oauth, field pushed_authorization) what is wrong with the answer.
  Result<Authorization> authorize(const AuthorizationWish& wish, transport::Cancellation* cancellation);
  Result<Tokens> redeem(const Authorization& authorization, const secrets::Secret& code, const TokenRequest& request);
  // `granted` is the scope that the refresh token was given with. What goes beyond it is refused before it is sent
  // (oauth, field scope, rule scope_wider).
  Result<Tokens> refresh(const secrets::Secret& refresh_token, const std::vector<std::string>& granted,
                         const TokenRequest& request);
  Result<Tokens> client_credentials(const TokenRequest& request);
  Result<Tokens> exchange(const TokenExchange& exchange, const TokenRequest& request);

  // Asks for a code that the user types elsewhere, and then, once, whether the user has.
  Result<DeviceCode> begin_device(const TokenRequest& request);
  Result<Tokens> ask_device(const DeviceCode& device, const TokenRequest& request);

  // RFC 7009: a token that the server doesn't know is revoked already. The hint is `access_token` or `refresh_token`.
  Result<void> revoke(const secrets::Secret& token, std::string_view hint);
  // RFC 7662: a JSON object with `active`. Errors (oauth, field introspection): content_type, JSON guard's rules,
  // active_missing.
  Result<std::string> introspect(const secrets::Secret& token, std::string_view hint);

  // Judges the ID token that came with an access token (OpenID Connect Core section 3.1.3.7); answers its claims, a JSON
  // object. Errors: verify_jwt()'s, and (oauth) id_token_missing, endpoint_missing.
  Result<std::string> verify_id_token(const Tokens& tokens, const std::string& nonce);

  void close() { sender_.close(); }

 private:
  using Build = std::function<Result<FormRequest>(const RequestMaker&)>;
  Result<Reply> send(const char* field, const Build& build, const TokenRequest& request);
  Result<Tokens> ask(const Build& build, const TokenRequest& request);
  Result<void> push(Authorization& authorization, transport::Cancellation* cancellation);
  Result<void> check_means(const Metadata& metadata, const DpopKey* key) const;
  Result<std::string> fetch_keys();

  const std::string issuer_;
  const ClientIdentity client_;
  const Clock& clock_;
  Sender sender_;
  Discovery discovery_;
  JwksCache keys_;
};

}  // namespace cfy::oauth
