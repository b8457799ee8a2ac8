#include "client/credential_source.hpp"

#include "client/settings_files.hpp"

namespace cfy::client {
namespace {

Result<SettingsFile> load(Source source, const std::string& path) {
  if (source == Source::env_file) return load_env_file(path);
  if (source == Source::json_file) return load_config_file(path);
  return load_sandbox_file(path);
}

}  // namespace

Result<secrets::Retrieved> retrieve_if_allowed(std::string_view reference, bool may_run) {
  if (may_run || !reference.starts_with("command:")) return secrets::retrieve(reference);
  Error error = configuration_error(
      "",
      "A file that nobody chose may not name a command to run: name the file (CONNECTIFY_CONFIG_FILE, "
      "CONNECTIFY_ENV_FILE), or move the setting to connectify/config.json in your configuration folder.");
  error.rule = "command_not_allowed";
  return error;
}

std::string CredentialSource::watched_file() const {
  if (!path.empty()) return path;
  const std::string_view text = reference.reveal();
  if (!text.starts_with("file:/")) return {};
  return std::string(text.substr(text.starts_with("file:///") ? 7 : 5));
}

Result<secrets::Secret> CredentialSource::read() const {
  if (!reference.empty()) {
    auto found = retrieve_if_allowed(reference.reveal(), true);
    return found ? Result<secrets::Secret>(std::move(found->value)) : std::move(found).error();
  }
  const auto file = load(source, path);
  if (!file) return file.error();
  if (file->exposure) return *file->exposure;
  const auto entry = file->values.find(name);
  if (entry == file->values.end()) return configuration_error(name, path + " has no " + name + " any more.");
  const std::string_view value = entry->second.view();
  if (!secrets::is_reference(value)) return secrets::Secret::copy_of(value);
  auto found = retrieve_if_allowed(value, may_run);
  return found ? Result<secrets::Secret>(std::move(found->value)) : std::move(found).error();
}

}  // namespace cfy::client
