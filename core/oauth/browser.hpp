#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "secrets/command.hpp"

namespace cfy::oauth {

// Has the user's browser open an address: by `command`, a program and its arguments, to which the address is added; by
// xdg-open where it is empty. Other users of the machine may see the address meanwhile: nothing in it is secret. Errors
// (configuration, field browser): command_missing, and endpoint_scheme for anything but https.
Result<secrets::StartedCommand> open_browser(const std::string& url, const std::vector<std::string>& command);

}  // namespace cfy::oauth
