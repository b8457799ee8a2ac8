#pragma once

#include "base/result.hpp"
#include "sandbox/message.hpp"
#include "sandbox/oauth/client_store.hpp"
#include "sandbox/oauth/parameters.hpp"
#include "sandbox/oauth/realm.hpp"

namespace cfy::sandbox {

// Who makes a request, authenticated in the one way that the client registered: client_secret_basic,
// client_secret_post, private_key_jwt (RFC 7523, each assertion once), tls_client_auth (RFC 8705), or none (it names
// itself). Refused:
// invalid_client, and invalid_request where a request does it in two ways.
Result<OAuthClient> authenticate_client(Realm& realm, const Request& request, const Parameters& parameters);

}  // namespace cfy::sandbox
