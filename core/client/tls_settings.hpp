#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "client/settings.hpp"
#include "tls/policy.hpp"

namespace cfy::client {

// Read the settings of TLS, as those of settings_values.hpp do.
Result<std::string> read_tls_version(std::string_view text, std::string& target);
Result<std::string> read_pins(std::string_view text, std::string& target);
Result<std::string> read_time(std::string_view text, std::string& target);
Result<std::string> read_ocsp(std::string_view text, std::string& target);

// The policy that the settings ask for, its files loaded. What cannot be enforced is an error here, not at the first
// call.
Result<tls::Policy> make_tls_policy(const Settings& settings);

}  // namespace cfy::client
