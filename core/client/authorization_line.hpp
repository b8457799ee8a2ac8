#pragma once

#include <string_view>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::client {

// `Authorization: <scheme> <credential>` with a NUL behind, on guarded pages, as it goes to the wire.
Result<secrets::Secret> authorization_line(std::string_view scheme, const secrets::Secret& credential);

}  // namespace cfy::client
