#include "sandbox/auth.hpp"

#include <algorithm>
#include <chrono>
#include <span>

#include <strings.h>

#include "base/closest.hpp"
#include "sandbox/envelope.hpp"
#include "sandbox/random.hpp"
#include "sandbox/text.hpp"
#include "secrets/credential.hpp"

namespace cfy::sandbox {
namespace {

constexpr std::int64_t kSecondsOfDay = 24 * 3600;
constexpr std::string_view kRealm = R"(Bearer realm="connectify")";

Reply unauthorized(std::string_view code, std::string message, std::string_view challenge) {
  Reply reply = failure(401, code, std::move(message));
  reply.headers.emplace_back("WWW-Authenticate", std::string(kRealm) + std::string(challenge));
  return reply;
}

// The text behind the scheme, whose name is case-insensitive (RFC 9110 section 11.1); empty if it is another one.
std::string_view behind_scheme(std::string_view authorization, std::string_view scheme) {
  if (authorization.size() < scheme.size()) return {};
  if (::strncasecmp(authorization.data(), scheme.data(), scheme.size()) != 0) return {};
  authorization.remove_prefix(std::min(authorization.find_first_not_of(' ', scheme.size()), authorization.size()));
  return authorization;
}

std::string join(const ScopeSet& scopes) {
  std::string text;
  for (const std::string& scope : scopes) text += (text.empty() ? "" : " ") + scope;
  return text;
}

ScopeSet parse_scopes(std::string_view text) {
  ScopeSet scopes;
  for (const std::string_view scope : split(text, ' ')) {
    if (!scope.empty()) scopes.emplace(scope);
  }
  return scopes;
}

}  // namespace

Credential read_credential(const Request& request) {
  const std::string_view field = request.header("Authorization");
  if (const auto value = behind_scheme(field, "Bearer "); !value.empty()) return {AuthScheme::bearer, value};
  if (const auto value = behind_scheme(field, "DPoP "); !value.empty()) return {AuthScheme::dpop, value};
  return {};
}

Result<ScopeSet> expand_scopes(const std::vector<std::string>& names, const ScopeSet& known) {
  ScopeSet scopes;
  for (const std::string& name : names) {
    if (name == "read" || name == "write") {
      std::ranges::copy_if(known, std::inserter(scopes, scopes.end()),
                           [&](const std::string& scope) { return scope.ends_with(":" + name); });
    } else if (known.contains(name)) {
      scopes.insert(name);
    } else {
      const std::vector<std::string_view> candidates(known.begin(), known.end());
      return configuration_error("key",
                                 "There is no scope \"" + log_escape(name) + "\"." + did_you_mean(name, candidates));
    }
  }
  return scopes;
}

Result<secrets::Secret> Authenticator::make_key(std::string_view name, const ScopeSet& scopes, const KeyTerms& terms) {
  auto key = secrets::make_credential(secrets::CredentialKind::api_key, true);
  if (!key) return key;
  auto query = database_.query(
      "INSERT INTO keys (public_id, name, sha256, scopes, application, created_at, expires_at) VALUES (?, ?, ?, ?, ?, "
      "?, ?)");
  query.bind("key_" + random_base32(12))
      .bind(name)
      .bind(sha256_hex(key->reveal()))
      .bind(join(scopes))
      .bind(std::int64_t{terms.application})
      .bind(now());
  if (terms.days > 0) {
    query.bind(now() + terms.days * kSecondsOfDay);
  } else {
    query.bind_null();
  }
  query.run();
  return key;
}

std::optional<Reply> Authenticator::authenticate(const Request& request, Principal& principal) {
  const auto [scheme, token] = read_credential(request);
  if (scheme != AuthScheme::bearer) {
    return unauthorized("MISSING_CREDENTIAL", "Send the API key as \"Authorization: Bearer cfy_ak_…\".", "");
  }
  auto row = database_.query(
      "SELECT id, scopes, coalesce(last_used_at, 0) FROM keys WHERE sha256 = ? AND (expires_at IS NULL OR expires_at > "
      "?)");
  // Two Authorization fields contradict one another: neither counts.
  if (request.headers.count("Authorization") != 1 || !row.bind(sha256_hex(token)).bind(now()).next()) {
    return unauthorized("INVALID_API_KEY",
                        "The API key is not one of this sandbox's; its state file holds those that are.",
                        R"(, error="invalid_token", error_description="The API key is not known.")");
  }
  principal.id = row.integer(0);
  principal.scopes = parse_scopes(row.text(1));
  // To the minute: no write for each request.
  constexpr std::int64_t kMinute = 60;
  if (row.integer(2) + kMinute <= now()) {
    database_.query("UPDATE keys SET last_used_at = ? WHERE id = ?").bind(now()).bind(principal.id).run();
  }
  return std::nullopt;
}

std::optional<Reply> check_scopes(const Principal& principal, const std::vector<std::string>& needed) {
  const auto missing =
      std::ranges::find_if(needed, [&](const std::string& scope) { return !principal.scopes.contains(scope); });
  if (missing == needed.end()) return std::nullopt;
  Reply reply = failure(403, "INSUFFICIENT_SCOPE",
                        "The credential lacks the scope " + *missing + ", which this operation needs.", *missing);
  reply.headers.emplace_back("WWW-Authenticate",
                             std::string(kRealm) + R"(, error="insufficient_scope", scope=")" + *missing + '"');
  return reply;
}

}  // namespace cfy::sandbox
