#pragma once

#include <string>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::secrets {

// What the desktop's keyring holds under the attributes `service` and `username`, which `secret-tool` and the keyring
// packages of several languages use too: secret-tool store --label=… service connectify username api_key
//
// It is spoken to by libsecret, loaded when it is first needed: a program without a desktop does without. Blocks while
// the user is asked to unlock the keyring.
//
// Errors (configuration, field = secret-service): secret_service_missing (no libsecret), secret_service_failed (no
// session bus, no keyring, the user said no), secret_not_found.
Result<Secret> look_up_secret_service(const std::string& service, const std::string& username);

}  // namespace cfy::secrets
