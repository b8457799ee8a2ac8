#pragma once

#include <string>
#include <system_error>

namespace cfy {

// Makes a folder, and those above it that are missing, for their owner alone (mode 0700). One that is there stays as it
// is.
std::error_code make_private_folder(const std::string& path);

}  // namespace cfy
