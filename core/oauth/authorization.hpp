#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "oauth/form.hpp"
#include "oauth/metadata.hpp"
#include "oauth/pkce.hpp"
#include "secrets/secret.hpp"

namespace cfy::oauth {

// What a user is asked to grant.
struct AuthorizationWish {
  std::string client_id;
  std::string redirect_uri;
  std::vector<std::string> scope;  // always sent: some servers grant everything when it is missing
  bool openid = false;             // an ID token is wanted, so that the request has a nonce
  std::string resource = {};       // the API that the tokens are to be for (RFC 8707); empty: the server's choice
  std::string dpop_jkt = {};       // the thumbprint of the key that the code is bound to (RFC 9449); empty: none
};

// One authorization request under way: what its answer must fit. Good for one answer.
class Authorization {
 public:
  // Makes a request of the code flow with PKCE S256 and a new state. Refused (oauth): a server that has no authorization
  // endpoint (endpoint_missing) or doesn't offer S256 (pkce_missing): the method `plain` protects from nobody who reads
  // the request. A wish without client, redirect URI or scope is a configuration error.
  static Result<Authorization> make(const Metadata& metadata, const AuthorizationWish& wish);

  // What the request asks, in order.
  [[nodiscard]] const FormFields& parameters() const noexcept { return parameters_; }
  // Says that the server has the parameters already, under this name (RFC 9126).
  void was_pushed(std::string_view request_uri);

  // Where to send the user.
  [[nodiscard]] const std::string& url() const noexcept { return url_; }
  // For the token request.
  [[nodiscard]] const Pkce& pkce() const noexcept { return pkce_; }
  // Where the user comes back to.
  [[nodiscard]] const std::string& redirect_uri() const noexcept { return redirect_uri_; }
  // What was asked for.
  [[nodiscard]] const std::vector<std::string>& scope() const noexcept { return scope_; }
  // What the ID token must say; empty if none was asked for.
  [[nodiscard]] const std::string& nonce() const noexcept { return nonce_; }

  // The code in the query of the address that the user came back to. Refused (oauth, field `authorization_answer`): a
  // parameter that comes twice (duplicate_parameter), bad percent-encoding (parameter_form), a state that is missing or
  // another one (state_missing, state_wrong) or whose answer has come before (answer_used), another issuer, or none where
  // the server promises to name itself (iss_wrong, iss_missing: RFC 9207), neither code nor error (code_missing), both
  // (code_and_error), tokens in the address (token_in_url), and the server's own error (error_answer).
  Result<secrets::Secret> take_code(std::string_view query);

 private:
  Authorization() = default;

  void point_to(const FormFields& fields);

  std::string issuer_;
  std::string endpoint_;
  std::string redirect_uri_;
  std::vector<std::string> scope_;
  FormFields parameters_;
  bool iss_promised_ = false;
  std::string url_;
  std::string state_;
  std::string nonce_;
  Pkce pkce_;
  bool answered_ = false;
};

}  // namespace cfy::oauth
