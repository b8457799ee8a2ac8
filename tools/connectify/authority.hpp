#pragma once

#include <connectify/connectify.hpp>
#include <cstdlib>

namespace cfy::cli {

// The key that rotates the others, or where it is kept: secrets are not taken as options.
constexpr const char* kAuthorityVariable = "CONNECTIFY_ROTATION_AUTHORITY";

inline void set_authority(connectify::Rotation& rotation) {
  const char* const authority = std::getenv(kAuthorityVariable);
  if (authority != nullptr && *authority != '\0') rotation.set("authority", authority);
}

}  // namespace cfy::cli
