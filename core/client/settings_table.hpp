#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "client/settings.hpp"

namespace cfy::client {

// One row of the configuration table. Its keys in JSON are its name in snake_case and in camelCase.
struct Setting {
  std::string_view name;
  std::vector<std::string_view> variables;  // environment variables, the first that has a value is taken
  Source deepest;                           // the last of the sources before the default that may hold it
  bool secret;
  std::string_view default_value;  // read like any other value; empty if there is none
  std::string_view last_variable;  // asked after all other sources; empty if there is none
  Result<std::string> (*read)(std::string_view text, Settings& settings);  // see settings_values.hpp

  [[nodiscard]] bool may_come_from(Source source) const noexcept { return source <= deepest; }
};

// All settings, in the order in which `doctor` shows them.
std::span<const Setting> setting_table();

// nullptr if unknown.
const Setting* find_setting(std::string_view name);
const Setting* find_setting_by_variable(std::string_view variable);
const Setting* find_setting_by_json_key(std::string_view key);

// camelCase of a snake_case name.
std::string json_key(std::string_view name);

// For "did you mean": what a caller, a `.env` file and a JSON file may name.
std::vector<std::string_view> setting_names();
std::vector<std::string_view> env_file_variables();
std::vector<std::string> json_keys();

}  // namespace cfy::client
