#include "client/settings_files.hpp"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/closest.hpp"
#include "client/settings_table.hpp"
#include "secrets/secret.hpp"

namespace cfy::client {
namespace {

using secrets::Assignments;
using secrets::PrivateText;

constexpr std::string_view kVariablePrefix = "CONNECTIFY_";

// A name from a file, as far as it is fit for a message.
std::string show_name(std::string_view name) {
  constexpr std::size_t kLongestShown = 64;
  const bool fit = name.size() <= kLongestShown &&
                   std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~' && c != '"'; });
  return fit ? "\"" + std::string(name) + "\"" : "a name that can't be shown";
}

struct JsonObject {
  std::vector<std::string> keys;    // all of them, in the file's order
  std::vector<std::string> nested;  // those whose values are arrays or objects
  Assignments values;               // those of all others that aren't null
};

// Reads one flat object and keeps its values as text. Strings are wiped where the parser lets us at them.
class ObjectReader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  ObjectReader(std::string_view text, const std::string& path) : text_(text), path_(path) {}

  Result<JsonObject> read() {
    // The parser takes a NUL for the end of the text, whatever follows.
    if (text_.find('\0') != std::string_view::npos) return error("holds a NUL character: remove it");
    if (!nlohmann::json::sax_parse(text_.begin(), text_.end(), this)) return *std::move(error_);
    return std::move(object_);
  }

  bool null() override { return depth_ != 0 || refuse_document(); }
  bool boolean(bool value) override { return keep(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return keep(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return keep(std::to_string(value)); }
  bool number_float(number_float_t /*value*/, const string_t& digits) override { return keep(digits); }
  bool string(string_t& value) override {
    const bool kept = keep(value);
    secrets::wipe(value);
    return kept;
  }
  bool binary(binary_t& /*value*/) override { return false; }  // not in JSON text

  bool start_object(std::size_t /*size*/) override { return open(); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t /*size*/) override { return depth_ == 0 ? refuse_document() : open(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (depth_ != 1) return true;
    if (std::find(object_.keys.begin(), object_.keys.end(), name) != object_.keys.end()) {
      return fail("has the key " + show_name(name) + " twice: remove one of them");
    }
    object_.keys.push_back(name);
    return true;
  }

  // nlohmann's own message quotes the text, which may be a secret.
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& /*problem*/) override {
    const auto end = text_.begin() + static_cast<std::ptrdiff_t>(std::min(position, text_.size()));
    return fail("is not valid JSON: look at line " + std::to_string(1 + std::count(text_.begin(), end, '\n')));
  }

 private:
  bool open() {
    if (depth_ == 1) object_.nested.push_back(object_.keys.back());
    ++depth_;
    return true;
  }
  bool close() {
    --depth_;
    return true;
  }

  bool keep(std::string value) {
    PrivateText text(std::move(value));
    if (depth_ == 0) return refuse_document();
    if (depth_ == 1) object_.values.emplace(object_.keys.back(), std::move(text));
    return true;
  }

  bool refuse_document() { return fail("must hold one JSON object"); }
  bool fail(const std::string& what) {
    error_ = error(what);
    return false;
  }
  [[nodiscard]] Error error(const std::string& what) const {
    return configuration_error(path_, path_ + " " + what + ".");
  }

  std::string_view text_;
  const std::string& path_;
  int depth_ = 0;
  JsonObject object_;
  std::optional<Error> error_;
};

struct OpenedJson {
  JsonObject object;
  std::optional<Error> exposure;
  std::chrono::system_clock::time_point changed_at;
};

Result<OpenedJson> open_json(const std::string& path) {
  auto file = secrets::open_private_file(path);
  if (!file) return std::move(file).error();
  auto object = ObjectReader(file->text.view(), path).read();
  if (!object) return std::move(object).error();
  return OpenedJson{*std::move(object), std::move(file->exposure), file->changed_at};
}

Result<void> check_flat(const JsonObject& object, const std::string& path) {
  if (object.nested.empty()) return {};
  return configuration_error(path, path + " has an array or an object as " + show_name(object.nested.front()) +
                                       ": a setting is a text, a number, true or false.");
}

Result<void> check_known(const std::string& key, const std::string& path) {
  const Setting* setting = find_setting_by_json_key(key);
  if (setting != nullptr && setting->may_come_from(Source::json_file)) return {};
  const auto keys = json_keys();
  const std::vector<std::string_view> candidates(keys.begin(), keys.end());
  return configuration_error(key,
                             path + " has an unknown key, " + show_name(key) + "." + did_you_mean(key, candidates));
}

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// $`variable`, or `fallback` in the home directory; empty if there is neither.
std::string base_directory(const char* variable, const std::string& fallback) {
  if (std::string directory = environment_variable(variable); directory.starts_with('/')) return directory;
  const std::string home = environment_variable("HOME");
  return home.starts_with('/') ? home + "/" + fallback : std::string();
}

}  // namespace

Result<SettingsFile> load_env_file(const std::string& path) {
  auto file = secrets::open_private_file(path);
  if (!file) return std::move(file).error();
  auto values = secrets::parse_env_file(file->text.view(), path);
  if (!values) return std::move(values).error();
  for (const auto& [name, value] : *values) {
    const Setting* setting = find_setting_by_variable(name);
    if (!name.starts_with(kVariablePrefix) || (setting != nullptr && setting->may_come_from(Source::env_file)))
      continue;
    return configuration_error(
        name, path + " sets an unknown variable, " + show_name(name) + "." + did_you_mean(name, env_file_variables()));
  }
  return SettingsFile{path, *std::move(values), std::move(file->exposure), file->changed_at};
}

Result<SettingsFile> load_config_file(const std::string& path) {
  auto json = open_json(path);
  if (!json) return std::move(json).error();
  for (const std::string& key : json->object.keys) {
    if (auto known = check_known(key, path); !known) return std::move(known).error();
  }
  if (auto flat = check_flat(json->object, path); !flat) return std::move(flat).error();
  SettingsFile settings{path, {}, std::move(json->exposure), json->changed_at};
  for (auto& [key, value] : json->object.values) {
    const bool first = settings.values.emplace(find_setting_by_json_key(key)->name, std::move(value)).second;
    if (!first) {
      return configuration_error(path, path + " has both spellings of " + show_name(key) + ": remove one of them.");
    }
  }
  return settings;
}

Result<SettingsFile> load_sandbox_file(const std::string& path) {
  auto json = open_json(path);
  if (!json) return std::move(json).error();
  return SettingsFile{path, std::move(json->object.values), std::move(json->exposure), json->changed_at};
}

std::vector<std::string> default_env_files() { return {".env"}; }

std::vector<std::string> default_config_files() {
  std::vector<std::string> paths = {"connectify.json"};
  const std::string base = base_directory("XDG_CONFIG_HOME", ".config");
  if (!base.empty()) paths.push_back(base + "/connectify/config.json");
  return paths;
}

std::vector<std::string> default_sandbox_files() {
  const std::string folder = default_state_folder();
  return folder.empty() ? std::vector<std::string>() : std::vector<std::string>{folder + "/sandbox.json"};
}

std::string default_state_folder() {
  const std::string base = base_directory("XDG_STATE_HOME", ".local/state");
  return base.empty() ? base : base + "/connectify";
}

std::string default_token_store() {
  const std::string folder = default_state_folder();
  return folder.empty() ? folder : folder + "/tokens";
}

}  // namespace cfy::client
