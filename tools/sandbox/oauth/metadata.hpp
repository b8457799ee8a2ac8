#pragma once

#include <nlohmann/json.hpp>

#include "sandbox/oauth/realm.hpp"

namespace cfy::sandbox {

// What the server says about itself: RFC 8414, and the same for OpenID Connect Discovery.
nlohmann::json server_metadata(const Realm& realm);

// What the API says about itself: RFC 9728.
nlohmann::json resource_metadata(const Realm& realm);

}  // namespace cfy::sandbox
