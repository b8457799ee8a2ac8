#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "sandbox/database.hpp"

namespace cfy::sandbox {

// What is good for a short while: authorization codes, pushed requests, logins under way, identifiers that may come
// once. Found by kind and value, of which the database holds the SHA-256 alone. Each throws DatabaseError.
class TicketStore {
 public:
  TicketStore(Database& database, const Clock& clock) noexcept : database_(database), clock_(clock) {}

  // Makes one with a random value of 256 bits, and answers the value.
  std::string issue(std::string_view kind, const nlohmann::json& content, std::int64_t seconds);
  // Makes one of this value. Answers whether there was none.
  bool put(std::string_view kind, std::string_view value, const nlohmann::json& content, std::int64_t seconds);
  std::optional<nlohmann::json> find(std::string_view kind, std::string_view value);
  void update(std::string_view kind, std::string_view value, const nlohmann::json& content);
  // Finds and removes it: good once.
  std::optional<nlohmann::json> take(std::string_view kind, std::string_view value);

 private:
  [[nodiscard]] std::int64_t now() const;

  Database& database_;
  const Clock& clock_;
};

}  // namespace cfy::sandbox
