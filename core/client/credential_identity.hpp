#pragma once

#include <string>

#include "client/settings.hpp"

namespace cfy::client {

// Whether the settings name something to act with: an API key, or a client that logs in.
bool names_credential(const Settings& settings) noexcept;

// By what its use is counted, and reviews are kept: the API key's fingerprint, else that of the client at its issuer,
// since the tokens of a login come and go.
std::string credential_fingerprint(const Settings& settings);

}  // namespace cfy::client
