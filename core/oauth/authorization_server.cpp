#include "oauth/authorization_server.hpp"

#include <algorithm>

#include <simdjson.h>

#include "oauth/json_reading.hpp"
#include "oauth/jws.hpp"
#include "oauth/jwt.hpp"
#include "oauth/refusal.hpp"

namespace cfy::oauth {
namespace {

constexpr std::size_t kMostBytes = 1U << 20U;

Error unlike_json(const char* field) {
  return refused(field, "content_type", std::string("The answer (") + field + ") is not application/json.");
}

// An answer that has to be a JSON object, with the status that its standard gives it.
Result<simdjson::dom::object> read_reply(sanitize::JsonDocument& document, const Reply& reply, int status,
                                         const char* field) {
  if (reply.status != status) return read_error_answer(reply.status, reply.content_type, reply.body.view(), field);
  if (!is_json(reply.content_type)) return unlike_json(field);
  return read_object(document, reply.body.view(), field, kMostBytes);
}

Result<JoseHeader> header_of(std::string_view token) {
  const Result<CompactToken> parts = split_token(token);
  if (!parts) return parts.error();
  return read_header(parts->header);
}

}  // namespace

AuthorizationServer::AuthorizationServer(std::string issuer, ClientIdentity client, SenderSettings settings,
                                         const Clock& clock)
    : issuer_(std::move(issuer)),
      client_(std::move(client)),
      clock_(clock),
      sender_(std::move(settings)),
      discovery_(issuer_, sender_, {}, clock),
      keys_([this] { return fetch_keys(); }, {}, clock) {}

Result<void> AuthorizationServer::check_means(const Metadata& metadata, const DpopKey* key) const {
  if (client_.authentication == ClientAuthentication::tls_client_auth && !sender_.shows_certificate()) {
    return configuration_error("client_certificate",
                               "No certificate is set to authenticate with; set client_certificate and client_key.");
  }
  const auto& offered = metadata.dpop_algorithms;
  if (key == nullptr || offered.empty()) return {};
  const std::string_view own = traits(key->signer().algorithm()).name;
  if (std::find(offered.begin(), offered.end(), own) != offered.end()) return {};
  return refused("metadata.dpop_signing_alg_values_supported", "dpop_unsupported",
                 "The issuer takes no proofs that are signed with " + std::string(own) + "; turn dpop off.");
}

Result<Reply> AuthorizationServer::send(const char* field, const Build& build, const TokenRequest& request) {
  const Result<std::shared_ptr<const KnownIssuer>> issuer = discovery_.issuer();
  if (!issuer) return issuer.error();
  const Metadata metadata = sender_.shows_certificate() ? (*issuer)->metadata().through_mtls() : (*issuer)->metadata();
  if (Result<void> good = check_means(metadata, request.key); !good) return std::move(good).error();
  const RequestMaker maker(metadata, client_, clock_);
  const auto make = [&]() -> Result<FormRequest> {
    Result<FormRequest> made = build(maker);
    if (made) made->addresses = (*issuer)->rule_for(made->url);
    return made;
  };
  return sender_.post(make, field, request.key, request.cancellation);
}

Result<Tokens> AuthorizationServer::ask(const Build& build, const TokenRequest& request) {
  const auto asked_at = clock_.steady_now();
  const Result<Reply> reply = send("token_endpoint", build, request);
  if (!reply) return reply.error();
  TokenWish wish;
  wish.scope = request.scope;
  wish.dpop = request.key != nullptr;
  Result<Tokens> tokens = parse_token_answer(reply->status, reply->content_type, reply->body.view(), wish);
  if (tokens) tokens->begun_at = asked_at;
  return tokens;
}

Result<Authorization> AuthorizationServer::authorize(const AuthorizationWish& wish,
                                                     transport::Cancellation* cancellation) {
  const Result<std::shared_ptr<const KnownIssuer>> issuer = discovery_.issuer();
  if (!issuer) return issuer.error();
  const Metadata& metadata = (*issuer)->metadata();
  Result<Authorization> made = Authorization::make(metadata, wish);
  if (!made) return made;
  // Where it is offered it is used: nobody on the way can read or change what was asked.
  if (!metadata.par_required && metadata.pushed_authorization_request_endpoint.empty()) return made;
  if (Result<void> pushed = push(*made, cancellation); !pushed) return std::move(pushed).error();
  return made;
}

Result<void> AuthorizationServer::push(Authorization& authorization, transport::Cancellation* cancellation) {
  constexpr const char* kField = "pushed_authorization";
  constexpr int kCreated = 201;
  TokenRequest request;
  request.cancellation = cancellation;
  const Result<Reply> reply = send(
      kField, [&](const RequestMaker& maker) { return maker.pushed(authorization); }, request);
  if (!reply) return reply.error();
  sanitize::JsonDocument document;
  const auto answer = read_reply(document, *reply, kCreated, kField);
  if (!answer) return answer.error();
  const auto name = string_member(*answer, "request_uri", kField, "request_uri_form");
  if (!name) return name.error();
  if (!*name || (*name)->empty()) {
    return refused(kField, "request_uri_missing", "The server took the request, and doesn't say under which name.");
  }
  authorization.was_pushed(**name);
  return {};
}

Result<Tokens> AuthorizationServer::redeem(const Authorization& authorization, const secrets::Secret& code,
                                           const TokenRequest& request) {
  return ask(
      [&](const RequestMaker& maker) {
        return maker.code(code, authorization.redirect_uri(), authorization.pkce().verifier, request.resource);
      },
      request);
}

Result<Tokens> AuthorizationServer::refresh(const secrets::Secret& refresh_token,
                                            const std::vector<std::string>& granted, const TokenRequest& request) {
  if (!is_within(request.scope, granted)) {
    return refused(
        "scope", "scope_wider",
        "More is asked for than the user granted, which a refresh cannot give; log in with the wider scope.");
  }
  return ask([&](const RequestMaker& maker) { return maker.refresh(refresh_token, request.scope, request.resource); },
             request);
}

Result<Tokens> AuthorizationServer::client_credentials(const TokenRequest& request) {
  return ask([&](const RequestMaker& maker) { return maker.client_credentials(request.scope, request.resource); },
             request);
}

Result<Tokens> AuthorizationServer::exchange(const TokenExchange& exchange, const TokenRequest& request) {
  return ask([&](const RequestMaker& maker) { return maker.exchange(exchange, request.scope, request.resource); },
             request);
}

Result<DeviceCode> AuthorizationServer::begin_device(const TokenRequest& request) {
  const auto asked_at = clock_.steady_now();
  const Result<Reply> reply = send(
      "device_authorization",
      [&](const RequestMaker& maker) { return maker.device_authorization(request.scope, request.resource); }, request);
  if (!reply) return reply.error();
  return parse_device_answer(reply->status, reply->content_type, reply->body.view(), asked_at);
}

Result<Tokens> AuthorizationServer::ask_device(const DeviceCode& device, const TokenRequest& request) {
  return ask([&](const RequestMaker& maker) { return maker.device_token(device.device_code); }, request);
}

Result<void> AuthorizationServer::revoke(const secrets::Secret& token, std::string_view hint) {
  const Result<Reply> reply =
      send("revocation", [&](const RequestMaker& maker) { return maker.revocation(token, hint); }, {});
  if (!reply) return reply.error();
  if (reply->status == 200) return {};
  return read_error_answer(reply->status, reply->content_type, reply->body.view(), "revocation");
}

Result<std::string> AuthorizationServer::introspect(const secrets::Secret& token, std::string_view hint) {
  constexpr const char* kField = "introspection";
  const Result<Reply> reply =
      send(kField, [&](const RequestMaker& maker) { return maker.introspection(token, hint); }, {});
  if (!reply) return reply.error();
  sanitize::JsonDocument document;
  const auto answer = read_reply(document, *reply, 200, kField);
  if (!answer) return answer.error();
  const auto active = member(*answer, "active");
  if (!active || !active->is_bool()) {
    return refused("introspection.active", "active_missing", "The answer doesn't say whether the token is active.");
  }
  return std::string(reply->body.view());
}

Result<std::string> AuthorizationServer::fetch_keys() {
  const Result<std::shared_ptr<const KnownIssuer>> issuer = discovery_.issuer();
  if (!issuer) return issuer.error();
  const std::string& url = (*issuer)->metadata().jwks_uri;
  if (url.empty()) return refused("metadata.jwks_uri", "endpoint_missing", "The issuer doesn't show its keys.");
  const Result<Reply> reply = sender_.get(url, "jwks", (*issuer)->rule_for(url));
  if (!reply) return reply.error();
  if (reply->status != 200) return read_error_answer(reply->status, reply->content_type, reply->body.view(), "jwks");
  return std::string(reply->body.view());
}

Result<std::string> AuthorizationServer::verify_id_token(const Tokens& tokens, const std::string& nonce) {
  if (tokens.id_token.empty()) {
    return refused("token_answer.id_token", "id_token_missing", "An ID token was asked for, and none came.");
  }
  const std::string_view token = tokens.id_token.reveal();
  const Result<JoseHeader> header = header_of(token);
  if (!header) return header.error();
  const Result<std::shared_ptr<const JwkSet>> keys = keys_.keys(header->kid);
  if (!keys) return keys.error();
  JwtRules rules;
  rules.profile = TokenProfile::id_token;
  rules.issuer = issuer_;
  rules.audience = client_.id;
  if (!nonce.empty()) rules.nonce = nonce;
  Result<std::string> claims = verify_jwt(token, **keys, rules, clock_);
  // Of a code's tokens `at_hash` may be missing; where it is there, it has to be this access token's.
  if (!claims || claims->find("\"at_hash\"") == std::string::npos) return claims;
  rules.access_token = tokens.access_token;
  return verify_jwt(token, **keys, rules, clock_);
}

}  // namespace cfy::oauth
