#include "sandbox/oauth/token_store.hpp"

#include <chrono>
#include <stdexcept>

#include "sandbox/text.hpp"

namespace cfy::sandbox {

std::int64_t TokenStore::now() const { return std::chrono::system_clock::to_time_t(clock_.wall_now()); }

secrets::Secret TokenStore::issue(secrets::CredentialKind kind, const TokenTerms& terms, std::int64_t expires_at) {
  auto token = secrets::make_credential(kind, true);
  if (!token) throw std::runtime_error(token.error().message);
  database_.query("DELETE FROM tokens WHERE expires_at <= ?").bind(now()).run();
  auto query = database_.query(
      "INSERT INTO tokens (sha256, refresh, family, grant_id, client, subject, scope, resource, jkt, x5t, "
      "issued_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  query.bind(sha256_hex(token->reveal()))
      .bind(std::int64_t{kind == secrets::CredentialKind::refresh_token})
      .bind(terms.family)
      .bind(terms.grant)
      .bind(terms.client)
      .bind(terms.subject)
      .bind(terms.scope)
      .bind(terms.resource)
      .bind(terms.jkt)
      .bind(terms.x5t)
      .bind(now())
      .bind(expires_at)
      .run();
  return *std::move(token);
}

std::optional<StoredToken> TokenStore::find(std::string_view token) {
  auto row = database_.query(
      "SELECT family, grant_id, client, subject, scope, resource, jkt, x5t, refresh, used, issued_at, expires_at "
      "FROM tokens WHERE sha256 = ? AND expires_at > ?");
  if (!row.bind(sha256_hex(token)).bind(now()).next()) return std::nullopt;
  return StoredToken{
      {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7)},
      row.integer(8) != 0,
      row.integer(9) != 0,
      row.integer(10),
      row.integer(11)};
}

void TokenStore::mark_used(std::string_view refresh_token) {
  database_.query("UPDATE tokens SET used = 1 WHERE sha256 = ?").bind(sha256_hex(refresh_token)).run();
}

void TokenStore::revoke(std::string_view token) {
  database_.query("DELETE FROM tokens WHERE sha256 = ?").bind(sha256_hex(token)).run();
}

void TokenStore::revoke_family(std::string_view family) {
  database_.query("DELETE FROM tokens WHERE family = ?").bind(family).run();
}

void TokenStore::revoke_grant(std::string_view grant) {
  database_.query("DELETE FROM tokens WHERE grant_id = ?").bind(grant).run();
}

void TokenStore::revoke_client(std::string_view client) {
  database_.query("DELETE FROM tokens WHERE client = ?").bind(client).run();
}

}  // namespace cfy::sandbox
