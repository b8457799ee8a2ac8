#include "sandbox/idempotency.hpp"

#include <chrono>
#include <string>

#include "sandbox/envelope.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

constexpr std::string_view kHeader = "Idempotency-Key";
constexpr std::int64_t kLifetimeSeconds = std::int64_t{24} * 60 * 60;

std::int64_t unix_seconds(const Clock& clock) { return std::chrono::system_clock::to_time_t(clock.wall_now()); }

// What has to be the same for a request to be a repetition.
std::string fingerprint(const Request& request) {
  return sha256_hex(request.method + '\n' + request.target + '\n' + request.body);
}

}  // namespace

std::optional<Reply> IdempotencyStore::find(std::int64_t key_id, const Request& request) {
  database_.query("DELETE FROM idempotency WHERE created_at <= ?").bind(unix_seconds(clock_) - kLifetimeSeconds).run();
  auto row =
      database_.query("SELECT fingerprint, status, body FROM idempotency WHERE key_id = ? AND idempotency_key = ?");
  if (!row.bind(key_id).bind(request.header(kHeader)).next()) return std::nullopt;
  if (row.text(0) != fingerprint(request)) {
    return failure(409, "IDEMPOTENCY_CONFLICT",
                   "This Idempotency-Key was used with another request; make a new one for each new request.");
  }
  return Reply{static_cast<int>(row.integer(1)), row.text(2), {{"Idempotent-Replayed", "true"}}, {}};
}

void IdempotencyStore::remember(std::int64_t key_id, const Request& request, const Reply& reply) {
  auto query = database_.query(
      "INSERT INTO idempotency (key_id, idempotency_key, fingerprint, status, body, created_at) VALUES (?, ?, ?, ?, ?, "
      "?)");
  query.bind(key_id)
      .bind(request.header(kHeader))
      .bind(fingerprint(request))
      .bind(std::int64_t{reply.status})
      .bind(reply.body)
      .bind(unix_seconds(clock_));
  query.run();
}

}  // namespace cfy::sandbox
