#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace cfy::sandbox {

// A file of the folder page/, which is embedded when the sandbox is built.
struct PageFile {
  std::string_view name;
  std::string_view content;
};

std::span<const PageFile> page_files();  // made by embed.cmake

}  // namespace cfy::sandbox
