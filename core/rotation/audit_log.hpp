#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace cfy::rotation {

// What happened to a credential. Secrets never stand here: their fingerprints do.
struct AuditEvent {
  std::chrono::system_clock::time_point at;
  std::string credential;                      // its name
  std::string action;                          // created, verified, promoted, revoked, rolled_back, …
  std::map<std::string, std::string> details;  // key ids, fingerprints, reasons
};

// A file of JSON lines that is only ever added to. Each line holds its number and the SHA-256 of the line before it, so
// that a line changed, taken out or moved is found; only lines cut off at the end are not, unless the last hash is kept
// elsewhere (last_hash()). Adding is durable once it has answered, and done by one process at a time (a lock).
class AuditLog {
 public:
  explicit AuditLog(std::string path);

  // Errors (configuration, field = the path): audit_file (can't be written), audit_broken (what is there is not whole, so
  // that nothing is added to it). A line that a dead process left unfinished is taken away first: it was never answered.
  Result<void> append(const AuditEvent& event);

  struct History {
    std::vector<AuditEvent> events;
    std::string last_hash;  // hexadecimal, of the last line; that of nothing for an empty log
  };
  // Reads and verifies all of it. A log that isn't there is empty. Fails as append() does, naming the line.
  [[nodiscard]] Result<History> read() const;

 private:
  std::string path_;
};

}  // namespace cfy::rotation
