#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "sandbox/database.hpp"

namespace cfy::sandbox {

// What users granted to clients, and what clients were given in their own name: what `grants.list` shows. One grant for
// each client and subject, which grows with what is granted later. Each throws DatabaseError.
class GrantStore {
 public:
  GrantStore(Database& database, const Clock& clock) noexcept : database_(database), clock_(clock) {}

  // Answers the grant's id.
  std::string add(std::string_view client, std::string_view subject, std::string_view scope);
  // Its tokens are in use. Written once a minute at most.
  void touch(std::string_view id);
  // Takes the grant away, and with it all tokens that came from it. Answers whether there was one.
  bool revoke(std::string_view id);

 private:
  Database& database_;
  const Clock& clock_;
};

}  // namespace cfy::sandbox
