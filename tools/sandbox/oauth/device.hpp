#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "sandbox/message.hpp"
#include "sandbox/oauth/realm.hpp"

// The device authorization grant, RFC 8628.
namespace cfy::sandbox {

// POST /oauth/device_authorization: the two codes.
Reply device_authorization(Realm& realm, const Request& request);

// GET and POST /oauth/device: where the user types the device's code.
Reply show_device(Realm& realm, const Request& request);
Reply enter_user_code(Realm& realm, const Request& request);

// Whether a device with this code waits for its user's answer.
bool device_waits(Realm& realm, const std::string& user_code);
// The user's answer to it: what was granted, or null. Answers the user's last page.
Reply answer_device(Realm& realm, const std::string& user_code, const nlohmann::json& granted);

}  // namespace cfy::sandbox
