#pragma once

#include "sandbox/message.hpp"
#include "sandbox/oauth/realm.hpp"

namespace cfy::sandbox {

// GET or POST /oauth/authorize: checks the request, and shows the login page.
Reply authorize(Realm& realm, const Request& request);

// POST /oauth/par: takes a request beforehand (RFC 9126), for a minute and one use.
Reply push_authorization(Realm& realm, const Request& request);

}  // namespace cfy::sandbox
