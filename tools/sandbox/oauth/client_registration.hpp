#pragma once

#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "sandbox/message.hpp"
#include "sandbox/oauth/realm.hpp"

// Clients register (RFC 7591), and manage what they registered (RFC 7592).
namespace cfy::sandbox {

// Of the platform's, what a client may register: `token_endpoint_auth_method` and `grant_types`.
const std::vector<std::string_view>& authentication_methods();
const std::vector<std::string_view>& grant_types();

// A new client with its secret and its registration token, in the form of RFC 7591 section 3.2.1. Refused:
// invalid_redirect_uri, invalid_client_metadata. `id` is chosen if it is empty.
Result<nlohmann::json> add_client(Realm& realm, const nlohmann::json& metadata, std::string_view id = {});

// All of them, without what is secret. And the end of one, with its tokens: whether there was such a client.
nlohmann::json describe_clients(Realm& realm);
bool remove_client(Realm& realm, std::string_view id);

Reply register_client(Realm& realm, const Request& request);  // POST /oauth/register
// GET, PUT and DELETE /oauth/register/{client_id}, with the registration token. A PUT answers a new secret; the one
// before works on for an hour, so that it can be handed out before it has to be used.
Reply manage_client(Realm& realm, const Request& request);

}  // namespace cfy::sandbox
