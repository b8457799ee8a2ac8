#pragma once

#include "sandbox/message.hpp"
#include "sandbox/oauth/realm.hpp"

namespace cfy::sandbox {

// POST /oauth/revoke, RFC 7009. A refresh token takes the tokens of its login along.
Reply revoke(Realm& realm, const Request& request);
// POST /oauth/introspect, RFC 7662, for clients that authenticate, and of their own tokens.
Reply introspect(Realm& realm, const Request& request);
// GET or POST /oauth/userinfo, OpenID Connect Core section 5.3.
Reply user_info(Realm& realm, const Request& request);

}  // namespace cfy::sandbox
