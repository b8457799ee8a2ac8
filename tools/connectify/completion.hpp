#pragma once

#include <string>

#include "command_table.hpp"

namespace cfy::cli {

// Scripts that complete what is typed: commands, options, and files where an option takes a value.
std::string bash_completion(const CommandEntry& table);
std::string zsh_completion(const CommandEntry& table);
std::string fish_completion(const CommandEntry& table);

}  // namespace cfy::cli
