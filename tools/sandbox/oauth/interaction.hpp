#pragma once

#include <string>

#include "sandbox/message.hpp"
#include "sandbox/oauth/authorization_request.hpp"
#include "sandbox/oauth/realm.hpp"

// A person logs in and is asked. There are no sessions: each request for authorization begins with a login. A login
// under way belongs to the browser that began it, by a cookie.
namespace cfy::sandbox {

// What the person is asked for, and by whom.
struct Question {
  AuthorizationRequest request;
  std::string user_code{};  // of the device that waits for the answer (RFC 8628); empty: the browser takes it along
};

// Begins with the login page.
Reply begin_interaction(Realm& realm, const Request& request, const Question& question);

Reply login(Realm& realm, const Request& request);         // POST of the login form
Reply show_consent(Realm& realm, const Request& request);  // GET
Reply consent(Realm& realm, const Request& request);       // POST of the consent form

}  // namespace cfy::sandbox
