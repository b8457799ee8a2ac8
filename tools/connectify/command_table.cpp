#include "command_table.hpp"

namespace cfy::cli {
namespace {

OptionEntry read_option(const CLI::Option& option) {
  OptionEntry entry;
  entry.description = option.get_description();
  entry.takes_value = option.get_items_expected_max() > 0 && option.get_type_size_max() > 0;
  entry.positional = option.get_positional();
  entry.required = option.get_required();
  if (entry.positional) {
    entry.names.push_back(option.get_name(true));
    return entry;
  }
  for (const std::string& name : option.get_snames()) entry.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) entry.names.push_back("--" + name);
  return entry;
}

CommandEntry read_command(const CLI::App& app, const std::string& path) {
  CommandEntry entry{path, app.get_description(), {}, {}};
  for (const CLI::Option* option : app.get_options()) entry.options.push_back(read_option(*option));
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    entry.commands.push_back(read_command(*command, path + (path.empty() ? "" : " ") + command->get_name()));
  }
  return entry;
}

void add_flattened(const CommandEntry& entry, std::vector<const CommandEntry*>& list) {
  list.push_back(&entry);
  for (const CommandEntry& command : entry.commands) add_flattened(command, list);
}

}  // namespace

std::string CommandEntry::name() const { return path.substr(path.rfind(' ') + 1); }

CommandEntry command_table(const CLI::App& app) { return read_command(app, ""); }

std::vector<const CommandEntry*> flattened(const CommandEntry& table) {
  std::vector<const CommandEntry*> list;
  add_flattened(table, list);
  return list;
}

}  // namespace cfy::cli
