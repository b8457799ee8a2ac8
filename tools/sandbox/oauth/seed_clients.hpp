#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "sandbox/oauth/realm.hpp"

namespace cfy::sandbox {

// The client that is known by its certificate.
struct TlsClient {
  std::string id;
  std::string certificate_pem;
  std::string key_pem;
};

// The clients that every sandbox has, made anew at each start: one for each way of authentication, and some with rules
// of their own. Answers what they need to know, by name, for the state file. Throws std::runtime_error.
nlohmann::json seed_clients(Realm& realm, const TlsClient& shown);

// Passwords for the users of the seed, put into the realm. Answers `[{"username":…,"password":…}]`.
nlohmann::json seed_users(Realm& realm);

}  // namespace cfy::sandbox
