#pragma once

namespace cfy::client {

// The library's version, from CMake's project().
inline constexpr const char* kVersion = CONNECTIFY_VERSION;

}  // namespace cfy::client
