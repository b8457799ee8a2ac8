#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "client/settings.hpp"
#include "oauth/client.hpp"

namespace cfy::client {

// Read the settings of OAuth, as those of settings_values.hpp do.
Result<std::string> read_issuer(std::string_view text, std::string& target);
Result<std::string> read_client_authentication(std::string_view text, std::string& target);
Result<std::string> read_private_key(std::string_view text, secrets::Secret& target);
Result<std::string> read_grant(std::string_view text, std::string& target);
Result<std::string> read_command(std::string_view text, std::string& target);
Result<std::string> read_passphrase(std::string_view text, secrets::Secret& target);

// The OAuth client that the settings describe. Where they don't say how it authenticates, it does with what there is:
// a private key, a secret, or nothing; and who does acts for itself, where nothing says that users log in. Makes the
// folder of the token store and its key where they are not there. Errors (configuration): those of oauth::Client::make(),
// of make_exchange_settings(), of StoreKey; issuer is missing; token_store where there is no place for one.
Result<std::shared_ptr<oauth::Client>> make_oauth_client(const Settings& settings);

}  // namespace cfy::client
