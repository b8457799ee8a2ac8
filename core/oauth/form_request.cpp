#include "oauth/form_request.hpp"

#include <algorithm>

#include <openssl/evp.h>

#include "oauth/form.hpp"
#include "oauth/key_parts.hpp"
#include "oauth/proofs.hpp"
#include "oauth/refusal.hpp"
#include "oauth/token_answer.hpp"

namespace cfy::oauth {
namespace {

constexpr std::string_view kAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

std::string_view method_name(ClientAuthentication authentication) noexcept {
  switch (authentication) {
    case ClientAuthentication::basic: return "client_secret_basic";
    case ClientAuthentication::post: return "client_secret_post";
    case ClientAuthentication::private_key_jwt: return "private_key_jwt";
    case ClientAuthentication::tls_client_auth: return "tls_client_auth";
    case ClientAuthentication::none: break;
  }
  return "none";
}

Error no_scope() { return configuration_error("scope", "No scope is asked for; name the least that is needed."); }

// Moves a text with secrets in it onto guarded pages.
Result<secrets::Secret> guarded(std::string& text) {
  Result<secrets::Secret> kept = secrets::Secret::copy_of(text);
  secrets::wipe(text);
  return kept;
}

// RFC 6749 section 2.3.1: both are form-encoded first, so that neither can hold the colon between them.
Result<secrets::Secret> basic_header(std::string_view id, const secrets::Secret& secret) {
  std::string pair = form_encoded(id) + ":";
  std::string encoded_secret = form_encoded(secret.reveal());
  pair.reserve(pair.size() + encoded_secret.size());
  pair += encoded_secret;
  secrets::wipe(encoded_secret);
  std::string base64((pair.size() + 2) / 3 * 4 + 1, '\0');
  EVP_EncodeBlock(bytes_of(base64), bytes_of(std::string_view(pair)), static_cast<int>(pair.size()));
  secrets::wipe(pair);
  std::string line;
  line.reserve(base64.size() + 32);                     // growing would leave a copy behind
  line.append("Authorization: Basic ").append(base64);  // with the NUL that EVP_EncodeBlock() puts behind
  secrets::wipe(base64);
  return guarded(line);
}

}  // namespace

Result<void> RequestMaker::check_client() const {
  if (client_.id.empty()) return configuration_error("client_id", "No client id is set; set client_id.");
  const bool by_secret =
      client_.authentication == ClientAuthentication::basic || client_.authentication == ClientAuthentication::post;
  if (by_secret && client_.secret.empty()) {
    return configuration_error("client_secret", "No client secret is set; set client_secret.");
  }
  if (client_.authentication == ClientAuthentication::private_key_jwt && client_.signer == nullptr) {
    return configuration_error("private_key", "No private key is set to sign with; set private_key.");
  }
  const auto& offered = metadata_.token_endpoint_auth_methods;
  const std::string_view name = method_name(client_.authentication);
  const auto offers = [&offered](std::string_view method) {
    return std::find(offered.begin(), offered.end(), method) != offered.end();
  };
  if (offers(name)) return {};
  // Which of RFC 8705's two it is, is between the server and the certificate: the request is the same.
  const bool by_certificate = client_.authentication == ClientAuthentication::tls_client_auth;
  if (by_certificate && offers("self_signed_tls_client_auth")) return {};
  return refused("metadata.token_endpoint_auth_methods_supported", "auth_unsupported",
                 "The issuer doesn't offer " + std::string(name) + "; authenticate in a way that it offers.");
}

Result<FormRequest> RequestMaker::make(const std::string& endpoint, const std::vector<Field>& fields) const {
  if (endpoint.empty()) {
    return refused("metadata", "endpoint_missing", "The issuer has no endpoint for this request.");
  }
  if (Result<void> good = check_client(); !good) return std::move(good).error();
  FormRequest request;
  request.url = endpoint;
  std::string body;
  std::size_t most = 4096 + 3 * (client_.id.size() + client_.secret.size());
  for (const Field& field : fields) most += field.name.size() + 3 * field.value.size() + 2;
  body.reserve(most);  // growing would leave copies behind
  for (const Field& field : fields) {
    if (!field.value.empty()) append_field(body, field.name, field.value);
  }

  if (client_.authentication == ClientAuthentication::basic) {
    Result<secrets::Secret> line = basic_header(client_.id, client_.secret);
    if (!line) return std::move(line).error();
    request.authorization = *std::move(line);
  } else {
    append_field(body, "client_id", client_.id);
  }
  if (client_.authentication == ClientAuthentication::post) {
    append_field(body, "client_secret", client_.secret.reveal());
  }
  if (client_.authentication == ClientAuthentication::private_key_jwt) {
    // The issuer as the only audience: an assertion for one server must be of no use at another.
    const Result<std::string> assertion = make_client_assertion(*client_.signer, client_.id, metadata_.issuer, clock_);
    if (!assertion) return assertion.error();
    append_field(body, "client_assertion_type", kAssertionType);
    append_field(body, "client_assertion", *assertion);
  }
  Result<secrets::Secret> kept = guarded(body);
  if (!kept) return std::move(kept).error();
  request.body = *std::move(kept);
  return request;
}

Result<FormRequest> RequestMaker::code(const secrets::Secret& code, std::string_view redirect_uri,
                                       const secrets::Secret& verifier, std::string_view resource) const {
  return make(metadata_.token_endpoint, {{"grant_type", "authorization_code"},
                                         {"code", code.reveal()},
                                         {"redirect_uri", redirect_uri},
                                         {"code_verifier", verifier.reveal()},
                                         {"resource", resource}});
}

Result<FormRequest> RequestMaker::refresh(const secrets::Secret& refresh_token, const std::vector<std::string>& scope,
                                          std::string_view resource) const {
  if (scope.empty()) return no_scope();
  const std::string wanted = join_scope(scope);
  return make(metadata_.token_endpoint, {{"grant_type", "refresh_token"},
                                         {"refresh_token", refresh_token.reveal()},
                                         {"scope", wanted},
                                         {"resource", resource}});
}

Result<FormRequest> RequestMaker::client_credentials(const std::vector<std::string>& scope,
                                                     std::string_view resource) const {
  if (scope.empty()) return no_scope();
  if (client_.authentication == ClientAuthentication::none) {
    return configuration_error("client_secret",
                               "Client credentials need a client that can prove itself; set client_secret.");
  }
  const std::string wanted = join_scope(scope);
  return make(metadata_.token_endpoint,
              {{"grant_type", "client_credentials"}, {"scope", wanted}, {"resource", resource}});
}

Result<FormRequest> RequestMaker::device_authorization(const std::vector<std::string>& scope,
                                                       std::string_view resource) const {
  if (scope.empty()) return no_scope();
  const std::string wanted = join_scope(scope);
  return make(metadata_.device_authorization_endpoint, {{"scope", wanted}, {"resource", resource}});
}

Result<FormRequest> RequestMaker::device_token(const secrets::Secret& device_code) const {
  return make(metadata_.token_endpoint,
              {{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"}, {"device_code", device_code.reveal()}});
}

Result<FormRequest> RequestMaker::exchange(const TokenExchange& exchange, const std::vector<std::string>& scope,
                                           std::string_view resource) const {
  if (scope.empty()) return no_scope();
  const std::string wanted = join_scope(scope);
  return make(metadata_.token_endpoint, {{"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"},
                                         {"subject_token", exchange.subject_token.reveal()},
                                         {"subject_token_type", exchange.subject_token_type},
                                         {"actor_token", exchange.actor_token.reveal()},
                                         {"actor_token_type", exchange.actor_token_type},
                                         {"requested_token_type", exchange.requested_token_type},
                                         {"audience", exchange.audience},
                                         {"scope", wanted},
                                         {"resource", resource}});
}

Result<FormRequest> RequestMaker::pushed(const Authorization& authorization) const {
  std::vector<Field> fields;
  for (const auto& [name, value] : authorization.parameters()) {
    // Whoever doesn't prove itself by a header line is named by make().
    const bool named_anyway = name == "client_id" && client_.authentication != ClientAuthentication::basic;
    if (!named_anyway) fields.push_back({name, value});
  }
  return make(metadata_.pushed_authorization_request_endpoint, fields);
}

Result<FormRequest> RequestMaker::revocation(const secrets::Secret& token, std::string_view hint) const {
  return make(metadata_.revocation_endpoint, {{"token", token.reveal()}, {"token_type_hint", hint}});
}

Result<FormRequest> RequestMaker::introspection(const secrets::Secret& token, std::string_view hint) const {
  return make(metadata_.introspection_endpoint, {{"token", token.reveal()}, {"token_type_hint", hint}});
}

}  // namespace cfy::oauth
