#include "sandbox/oauth/tickets.hpp"

#include <chrono>

#include "sandbox/random.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {

std::int64_t TicketStore::now() const { return std::chrono::system_clock::to_time_t(clock_.wall_now()); }

std::string TicketStore::issue(std::string_view kind, const nlohmann::json& content, std::int64_t seconds) {
  constexpr std::size_t kCharacters = 52;  // of 5 bits
  std::string value = random_base32(kCharacters);
  put(kind, value, content, seconds);
  return value;
}

bool TicketStore::put(std::string_view kind, std::string_view value, const nlohmann::json& content,
                      std::int64_t seconds) {
  database_.query("DELETE FROM tickets WHERE expires_at <= ?").bind(now()).run();
  auto row = database_.query(
      "INSERT INTO tickets (kind, sha256, json, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1");
  return row.bind(kind).bind(sha256_hex(value)).bind(content.dump()).bind(now() + seconds).next();
}

std::optional<nlohmann::json> TicketStore::find(std::string_view kind, std::string_view value) {
  auto row = database_.query("SELECT json FROM tickets WHERE kind = ? AND sha256 = ? AND expires_at > ?");
  if (!row.bind(kind).bind(sha256_hex(value)).bind(now()).next()) return std::nullopt;
  return nlohmann::json::parse(row.text(0));
}

void TicketStore::update(std::string_view kind, std::string_view value, const nlohmann::json& content) {
  auto query = database_.query("UPDATE tickets SET json = ? WHERE kind = ? AND sha256 = ?");
  query.bind(content.dump()).bind(kind).bind(sha256_hex(value)).run();
}

std::optional<nlohmann::json> TicketStore::take(std::string_view kind, std::string_view value) {
  auto row = database_.query("DELETE FROM tickets WHERE kind = ? AND sha256 = ? AND expires_at > ? RETURNING json");
  if (!row.bind(kind).bind(sha256_hex(value)).bind(now()).next()) return std::nullopt;
  return nlohmann::json::parse(row.text(0));
}

}  // namespace cfy::sandbox
