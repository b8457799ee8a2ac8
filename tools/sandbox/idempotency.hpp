#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "sandbox/database.hpp"
#include "sandbox/message.hpp"

namespace cfy::sandbox {

// The answers to requests with an `Idempotency-Key`, kept for 24 hours, for each API key apart. To be used within one
// transaction around the operation, whose lock makes a concurrent duplicate wait for the first answer. Throws
// DatabaseError.
class IdempotencyStore {
 public:
  IdempotencyStore(Database& database, const Clock& clock) noexcept : database_(database), clock_(clock) {}

  // The first answer again (with `Idempotent-Replayed: true`), a 409 if the request is not the same, or nothing if the
  // key is new.
  std::optional<Reply> find(std::int64_t key_id, const Request& request);
  void remember(std::int64_t key_id, const Request& request, const Reply& reply);

 private:
  Database& database_;
  const Clock& clock_;
};

}  // namespace cfy::sandbox
