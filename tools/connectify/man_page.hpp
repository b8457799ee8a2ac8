#pragma once

#include <string>

#include "command_table.hpp"

namespace cfy::cli {

// connectify(1), in the macros of man(7). `footer` is what the help says below its lists.
std::string man_page(const CommandEntry& table, const std::string& version, const std::string& footer);

}  // namespace cfy::cli
