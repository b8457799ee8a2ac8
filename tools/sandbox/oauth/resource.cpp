#include "sandbox/oauth/resource.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "sandbox/envelope.hpp"
#include "sandbox/oauth/answer.hpp"
#include "sandbox/oauth/grants.hpp"
#include "sandbox/text.hpp"
#include "secrets/credential.hpp"

namespace cfy::sandbox {
namespace {

constexpr int kUnauthorized = 401;

Error bad_token(std::string description) {
  return oauth_refusal("invalid_token", std::move(description), kUnauthorized);
}

bool is_for(const StoredToken& token, std::string_view resource) {
  const auto resources = split(token.terms.resource, ' ');
  return std::ranges::find(resources, resource) != resources.end();
}

Result<void> check_key(Realm& realm, const Request& request, const Credential& credential, const StoredToken& token) {
  const bool certified = request.certificate && request.certificate->thumbprint == token.terms.x5t;
  if (!token.terms.x5t.empty() && !certified) return bad_token("The token is bound to a certificate: show it.");
  const bool dpop = credential.scheme == AuthScheme::dpop;
  if (token.terms.jkt.empty()) return dpop ? bad_token("The token is bound to no key.") : Result<void>();
  if (!dpop) return bad_token("The token is bound to a key: send it by the scheme DPoP, with a proof.");
  const auto secret = secrets::Secret::copy_of(credential.value);
  if (!secret) throw std::runtime_error(secret.error().message);
  auto jkt = realm.dpop.check(request, realm.origin + request.target, &*secret);
  if (!jkt) {
    jkt.error().http_status = kUnauthorized;
    return std::move(jkt).error();
  }
  return *jkt == token.terms.jkt ? Result<void>() : bad_token("The proof was signed with another key.");
}

// The requests of one grant count together. Below zero, where no key is.
std::int64_t id_of_principal(const std::string& grant) {
  constexpr std::size_t kDigits = 15;  // of hex: 60 bits
  return -std::strtoll(sha256_hex(grant).substr(0, kDigits).c_str(), nullptr, 16) - 1;
}

}  // namespace

Result<StoredToken> authenticate_token(Realm& realm, const Request& request, std::string_view resource) {
  const Credential credential = read_credential(request);
  // Two Authorization fields contradict one another: neither counts.
  auto token = request.headers.count("Authorization") == 1 ? realm.tokens.find(credential.value) : std::nullopt;
  if (!token || token->refresh) return bad_token("The access token is not known, has expired, or was revoked.");
  if (!is_for(*token, resource)) return bad_token("The access token was made for another resource.");
  if (auto good = check_key(realm, request, credential, *token); !good) return std::move(good).error();
  GrantStore(realm.database, realm.clock).touch(token->terms.grant);
  return *std::move(token);
}

Reply challenge(const Error& refusal) {
  const bool dpop = refusal.api_code.find("dpop") != std::string::npos;
  Reply reply =
      failure(refusal.http_status, dpop ? "INVALID_DPOP_PROOF" : "INVALID_TOKEN", refusal.message, refusal.api_code);
  reply.headers.emplace_back("WWW-Authenticate", std::string(dpop ? "DPoP" : "Bearer") +
                                                     R"( realm="connectify", error=")" + refusal.api_code +
                                                     R"(", error_description=")" + refusal.message + '"');
  return reply;
}

bool bears_access_token(const Request& request) {
  const auto shape = secrets::inspect_credential(read_credential(request).value);
  return shape && shape->kind == secrets::CredentialKind::access_token;
}

std::optional<Reply> authenticate_by_token(Realm& realm, const Request& request, Principal& principal) {
  const auto token = authenticate_token(realm, request, realm.api);
  if (!token) return challenge(token.error());
  principal.id = id_of_principal(token->terms.grant);
  principal.subject = token->terms.subject;
  principal.scopes = scopes_meant(realm, token->terms.scope);
  return std::nullopt;
}

}  // namespace cfy::sandbox
