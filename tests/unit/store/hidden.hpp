#pragma once

#include <string_view>

#include "secrets/secret.hpp"

namespace cfy::store {

inline secrets::Secret hidden(std::string_view text) { return *secrets::Secret::copy_of(text); }

}  // namespace cfy::store
