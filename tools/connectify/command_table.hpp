#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace cfy::cli {

struct OptionEntry {
  std::vector<std::string> names;  // `-h`, `--help`; of a positional argument its one name
  std::string description;
  bool takes_value = false;
  bool positional = false;
  bool required = false;
};

// A command as the parser knows it, with those that stand in it.
struct CommandEntry {
  std::string path;  // `devices list`; empty for the program itself
  std::string description;
  std::vector<OptionEntry> options;  // its own; those of the commands that it stands in may follow it too
  std::vector<CommandEntry> commands;

  // The last word of the path.
  [[nodiscard]] std::string name() const;
};

// The one table that completions and the man page are made from.
CommandEntry command_table(const CLI::App& app);

// Each command with all that stand in it, the outer one first.
std::vector<const CommandEntry*> flattened(const CommandEntry& table);

}  // namespace cfy::cli
