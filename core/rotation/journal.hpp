#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "secrets/secret.hpp"
#include "store/store.hpp"

namespace cfy::rotation {

// What is to be done next. Each is written down before its effect, and can be done again from its beginning.
enum class Step {
  idle,
  revoking_first,  // the old one, before there is a new one: its holder must not use it a moment longer
  creating,        // and storing as pending
  verifying,
  promoting,
  overlapping,  // both work, until the overlap is over or all holders have the new one
  revoking,     // the old one
  rolling_back  // the new one is taken back; the old one was never touched
};
std::string_view step_name(Step step) noexcept;

// How far the rotation of one credential is, and which credential is in use.
struct Progress {
  Step step = Step::idle;
  std::string request;  // of the rotation under way
  std::string terms;    // that the new one is made by: the old one may be gone by then
  bool compromised = false;
  bool revoke_first = false;
  std::string old_id;  // in use, until the new one is promoted
  std::string new_id;
  std::chrono::system_clock::time_point old_made;
  std::chrono::system_clock::time_point new_made;
  std::string old_digest;  // digest_of_value(); empty where the value was not a rotation's
  std::string new_digest;
  std::chrono::system_clock::time_point overlap_began;
  std::chrono::seconds overlap{0};
  std::string reason;  // of rolling back

  [[nodiscard]] std::chrono::system_clock::time_point overlap_ends() const { return overlap_began + overlap; }
};

// The progress of credentials, kept in a store that all rotators share. A write bears the lease of who makes it: that of
// a rotator whose lease has passed on is refused.
class Journal {
 public:
  Journal(store::Store& store, std::string credential);

  // Nothing where the credential was never rotated. Fails (configuration, rule journal) on what no version has written.
  [[nodiscard]] Result<std::optional<Progress>> read() const;
  // On disk once it has answered.
  Result<void> write(const Progress& progress, const store::Lease& lease);

 private:
  store::Store& store_;
  const std::string credential_;
  const std::string key_;
};

// The SHA-256 of a value, hexadecimal: for the journal and for holders, whose store is sealed. What is shown is
// secrets::fingerprint_of().
Result<std::string> digest_of_value(const secrets::Secret& value);

}  // namespace cfy::rotation
