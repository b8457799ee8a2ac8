#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "client/settings.hpp"

namespace cfy::client {

// Whether the settings say what a login is for.
bool says_login_scope(const Settings& settings) noexcept;

// The scopes that a login asks for: the setting `scope`, else the least that the declared `operations` need and what the
// declared `role` has. Fails (configuration): an operation (field operations, rule unknown_operation) or role (field role,
// rule unknown_role) that does not exist, or operations that need no scope (field scope). Empty where nothing is declared.
Result<std::vector<std::string>> login_scope(const Settings& settings);

}  // namespace cfy::client
