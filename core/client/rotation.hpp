#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "client/rotation_options.hpp"
#include "client/settings.hpp"
#include "rotation/audit_log.hpp"
#include "rotation/rotator.hpp"

namespace cfy::client {

// The rotation of one credential, put together from its options: issuer, target, and a folder of state that all its
// rotators share (mode 0700: the sealed journal, its key, and audit.jsonl). One thread at a time.
class Rotation {
 public:
  // Fails as resolve_settings(), make_target() and StoreKey::from_file() do; validation for a policy that is looser than
  // the platform's.
  static Result<std::unique_ptr<Rotation>> make(const SettingArguments& settings, RotationOptions options);

  // The log of all credentials that are rotated with this folder of state; needs no credential. Of the settings only the
  // state folder matters.
  static Result<rotation::AuditLog::History> history(const SettingArguments& settings, const RotationOptions& options);

  // rotation::Rotator::run(); whoever is to be alerted is told of its failure.
  Result<rotation::Outcome> run(rotation::Order order);
  // rotation::Rotator::standing(), with an alert of what is due, too old, or of a time that can't be believed.
  Result<rotation::Standing> check();
  Result<rotation::Standing> standing() { return rotator_.standing(); }
  // `holder` uses the value that the target has now.
  Result<void> acknowledge(const std::string& holder);

  [[nodiscard]] const std::string& credential() const noexcept { return credential_; }
  [[nodiscard]] const rotation::Policy& policy() const noexcept { return options_.terms.policy; }

 private:
  struct Parts;
  Rotation(const SettingArguments& settings, RotationOptions options, Parts parts);
  Result<void> alert(std::string_view event, std::string_view details);

  const SettingArguments settings_;
  const RotationOptions options_;
  const std::string credential_;
  const std::unique_ptr<rotation::Issuer> issuer_;
  const std::unique_ptr<rotation::CredentialStore> target_;
  const std::shared_ptr<store::Store> state_;
  rotation::AuditLog audit_;
  rotation::Rotator rotator_;
};

}  // namespace cfy::client
