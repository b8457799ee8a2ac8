// The keys that operations show and change, beside the checking of those that requests bear.
#include <chrono>

#include "sandbox/auth.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

json time_or_null(const Query& row, int column) {
  if (row.is_null(column)) return nullptr;
  return rfc3339(std::chrono::system_clock::from_time_t(row.integer(column)));
}

// Of the columns public_id, name, scopes, created_at, expires_at, last_used_at.
json key_json(const Query& row) {
  json scopes = json::array();
  const std::string names = row.text(2);  // what split() answers points into it
  for (const std::string_view scope : split(names, ' ')) {
    if (!scope.empty()) scopes.push_back(scope);
  }
  return {{"id", row.text(0)},
          {"name", row.text(1)},
          {"scopes", std::move(scopes)},
          {"created_at", time_or_null(row, 3)},
          {"expires_at", time_or_null(row, 4)},
          {"last_used_at", time_or_null(row, 5)}};
}

}  // namespace

std::int64_t Authenticator::now() const { return std::chrono::system_clock::to_time_t(clock_.wall_now()); }

std::int64_t Authenticator::count_application_keys() {
  auto row =
      database_.query("SELECT count(*) FROM keys WHERE application = 1 AND (expires_at IS NULL OR expires_at > ?)");
  row.bind(now()).next();
  return row.integer(0);
}

json Authenticator::page_of_keys(std::int64_t limit, std::int64_t offset) {
  const Database::Transaction transaction(database_);
  json keys = json::array();
  {
    auto rows = database_.query(
        "SELECT public_id, name, scopes, created_at, expires_at, last_used_at FROM keys WHERE application = 1 AND "
        "(expires_at IS NULL OR expires_at > ?) ORDER BY id LIMIT ? OFFSET ?");
    rows.bind(now()).bind(limit).bind(offset);
    while (rows.next()) keys.push_back(key_json(rows));
  }
  return {{"keys", std::move(keys)},
          {"pagination", {{"limit", limit}, {"offset", offset}, {"total", count_application_keys()}}}};
}

std::optional<json> Authenticator::describe_key(std::string_view key) {
  auto row = database_.query(
      "SELECT public_id, name, scopes, created_at, expires_at, last_used_at FROM keys WHERE sha256 = ?");
  if (!row.bind(sha256_hex(key)).next()) return std::nullopt;
  return key_json(row);
}

bool Authenticator::revoke_key(std::string_view public_id) {
  auto row = database_.query("DELETE FROM keys WHERE application = 1 AND public_id = ? RETURNING 1");
  return row.bind(public_id).next();
}

void Authenticator::retire_default_keys() {
  database_.query("UPDATE keys SET application = 0 WHERE application = 1 AND name = 'default'").run();
}

}  // namespace cfy::sandbox
