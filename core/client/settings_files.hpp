#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "secrets/env_file.hpp"

namespace cfy::client {

// A file that settings may come from. Exposure is an error only for a setting that takes its value from the file: a
// file of another program that happens to lie there is no concern of ours.
struct SettingsFile {
  std::string path;
  secrets::Assignments values;  // by variable in a `.env` file, by the setting's name in the others
  std::optional<Error> exposure;
  std::chrono::system_clock::time_point changed_at;
  bool chosen = false;  // somebody said its path, or it lies in the user's own configuration folder
};

// Each refuses (configuration) what can't be read or parsed; field = `path`, rule as in open_private_file().

// `.env`: names that begin with CONNECTIFY_ must be known (field = the name); all others are left alone.
Result<SettingsFile> load_env_file(const std::string& path);

// JSON: one object whose keys are settings (field = the unknown key), with texts, numbers, booleans or null as values.
Result<SettingsFile> load_config_file(const std::string& path);

// What a running sandbox wrote down: a JSON object with base_url, ca_file, api_key, api_secret and what else it may
// know.
Result<SettingsFile> load_sandbox_file(const std::string& path);

// Where the files are looked for when nobody says; several in the order in which they are tried. Base directories as in
// the XDG specification; one that isn't absolute, and a user without a home, have none.
std::vector<std::string> default_env_files();
std::vector<std::string> default_config_files();
std::vector<std::string> default_sandbox_files();
// The folder for what the library itself keeps; empty if there is none.
std::string default_state_folder();
// Where a user's tokens are kept; empty for a user without a home.
std::string default_token_store();

}  // namespace cfy::client
