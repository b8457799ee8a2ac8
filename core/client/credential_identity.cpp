#include "client/credential_identity.hpp"

namespace cfy::client {

bool names_credential(const Settings& settings) noexcept {
  return !settings.api_key.empty() || !settings.client_id.empty();
}

std::string credential_fingerprint(const Settings& settings) {
  if (!settings.api_key.empty() || settings.client_id.empty()) return settings.api_key.fingerprint();
  const auto identity = secrets::Secret::copy_of(settings.issuer + "\n" + settings.client_id);
  return identity ? identity->fingerprint() : std::string();
}

}  // namespace cfy::client
