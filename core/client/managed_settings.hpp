#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "client/settings.hpp"
#include "managers/managers.hpp"

namespace cfy::client {

// How secret managers are reached: with the settings' proxy, least TLS version, times and retries.
managers::Surroundings surroundings_of(const Settings& settings);

// Why a secret could not be had from its manager, as an error of the setting that names it. What the manager answers
// that nobody but the operator can cure is a bad setting.
Error managed_error(std::string_view setting, const std::string& subject, Error error);

// Fails (configuration) where the value will not do for its setting. It is masked in what this process shows from now on.
Result<void> accept_managed(std::string_view setting, const secrets::Secret& value);

}  // namespace cfy::client
