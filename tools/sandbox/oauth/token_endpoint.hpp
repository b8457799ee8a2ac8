#pragma once

#include "sandbox/message.hpp"
#include "sandbox/oauth/realm.hpp"

namespace cfy::sandbox {

// POST /oauth/token: authorization_code, refresh_token, client_credentials, device code (RFC 8628), token exchange (RFC
// 8693). A refresh token is good once; the second time takes the whole family of its login away (RFC 9700 section
// 4.14.2), as a code used twice does.
Reply token(Realm& realm, const Request& request);

}  // namespace cfy::sandbox
