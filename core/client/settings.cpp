#include "client/settings.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "base/clock.hpp"
#include "base/closest.hpp"
#include "client/managed_settings.hpp"
#include "client/settings_files.hpp"
#include "client/settings_table.hpp"
#include "client/settings_values.hpp"
#include "secrets/reference.hpp"

namespace cfy::client {
namespace {

// A value, before it is read, and where it was found.
struct Found {
  Source source = Source::none;
  std::string detail;               // as in SettingOrigin
  std::string_view value;           // lives as long as the resolver and the environment
  const Error* exposure = nullptr;  // why its file should not be relied on
  std::optional<std::chrono::system_clock::time_point> changed_at = std::nullopt;
  bool may_run = true;                        // whether it may name a command
  secrets::Secret owned = secrets::Secret();  // holds the value where nothing else does
};

// "timeout (from the environment variable CONNECTIFY_TIMEOUT)"
std::string describe(const Setting& setting, const Found& found) {
  std::string text(setting.name);
  if (found.source == Source::argument) return text + " (given as an argument)";
  if (found.source == Source::default_value) return text + " (the default)";
  if (found.source == Source::environment_variable)
    return text + " (from the environment variable " + found.detail + ")";
  return text + " (from " + found.detail + ")";
}

// Asks the sources for every setting and collects what is wrong instead of stopping at it.
class Resolver {
 public:
  explicit Resolver(const SettingArguments& arguments) : arguments_(arguments) {}

  void run() {
    env_file_ = open_file("env_file", default_env_files(), load_env_file);
    config_file_ = open_file("config_file", default_config_files(), load_config_file);
    settle_environment();
    if (environment_ == Environment::sandbox) open_sandbox_file();
    for (const Setting& setting : setting_table()) settle(setting);
    settle_managed();
  }

  // Settles no other than that one.
  void run_for(std::string_view name) {
    env_file_ = open_file("env_file", default_env_files(), load_env_file);
    config_file_ = open_file("config_file", default_config_files(), load_config_file);
    settle(*find_setting(name));
  }

  Settings settings;
  std::vector<Error> problems;

 private:
  using Load = Result<SettingsFile> (*)(const std::string& path);

  // The file that `name` says, which has to be there, or the first of the default ones that is.
  std::optional<SettingsFile> open_file(std::string_view name, const std::vector<std::string>& defaults, Load load) {
    const auto named = find(*find_setting(name));
    const std::vector<std::string> paths = named ? std::vector{std::string(named->value)} : defaults;
    for (const std::string& path : paths) {
      auto file = load(path);
      if (file) {
        // By its default, a path is the working directory's or, absolute, one in the user's own folder.
        file->chosen = named.has_value() || path.starts_with('/');
        return *std::move(file);
      }
      // A folder of that name, such as a Python environment in `.env`, is nobody's settings either.
      const std::string& rule = file.error().rule;
      if (!named && (rule == "missing_file" || rule == "not_a_file")) continue;
      report_file(name, path, std::move(file).error());
      return std::nullopt;
    }
    return std::nullopt;
  }

  // A sandbox that doesn't run is no problem of its own: it is one where base_url needs it.
  void open_sandbox_file() {
    const auto named = find(*find_setting("sandbox_file"));
    const std::vector<std::string> paths = named ? std::vector{std::string(named->value)} : default_sandbox_files();
    for (const std::string& path : paths) {
      sandbox_path_ = path;
      auto file = load_sandbox_file(path);
      if (file) {
        sandbox_file_ = *std::move(file);
      } else if (file.error().rule != "missing_file") {
        report_file("sandbox_file", path, std::move(file).error());
      }
    }
  }

  // The setting that led to the file is at fault, unless a name in the file is.
  void report_file(std::string_view setting, const std::string& path, Error error) {
    if (error.field == path) error.field = setting;
    problems.push_back(std::move(error));
  }

  // Which environment it is decides where the others come from. A bad one is reported when its turn comes.
  void settle_environment() {
    const Setting& setting = *find_setting("environment");
    const auto found = find(setting);
    const auto read = read_environment(found ? found->value : setting.default_value, environment_);
    environment_known_ = read.ok();
  }

  void settle(const Setting& setting) {
    auto found = find(setting);
    if (setting.name == "api_key" && found) settings.api_key_source = source_of(setting, *found);
    if (!found) found = find_default(setting);
    SettingOrigin origin;
    origin.name = setting.name;
    if (found) {
      origin.source = found->source;
      origin.detail = found->detail;
      origin.changed_at = found->changed_at;
      auto shown = read(setting, *found, origin);
      if (shown) {
        origin.shown = *std::move(shown);
      } else {
        problems.push_back(std::move(shown).error());
      }
    } else if (setting.name == "base_url" && environment_known_) {
      problems.push_back(missing_base_url());
    }
    note_health(setting, origin);
    settings.origins.push_back(std::move(origin));
  }

  static void note_health(const Setting& setting, SettingOrigin& origin) {
    if (!setting.secret || !origin.changed_at) return;
    origin.health = rotation::Policy().health(*origin.changed_at, system_clock().wall_now());
  }

  // Last, since the other settings say how managers are reached; where one of them will not do, nobody is asked.
  void settle_managed() {
    if (managed_.empty() || !problems.empty()) return;
    settings.opened_managers = std::make_shared<managers::Managers>(surroundings_of(settings));
    for (const Managed& managed : managed_) {
      const Setting& setting = *managed.setting;
      SettingOrigin& origin = settings.origins[managed.index];
      Result<managers::Value> value = settings.opened_managers->read(managed.found.value);
      if (!value) {
        problems.push_back(managed_error(setting.name, describe(setting, managed.found), std::move(value).error()));
        continue;
      }
      origin.changed_at = value->version.created_at;
      origin.expires_at = value->version.expires_at;
      note_health(setting, origin);
      Found inside = managed.found;
      inside.value = value->value.reveal();
      auto shown = read_value(setting, inside);
      if (shown) {
        origin.shown = *std::move(shown);
        settings.managed.push_back({origin.name, origin.reference, *std::move(value)});
      } else {
        problems.push_back(std::move(shown).error());
      }
    }
  }

  [[nodiscard]] std::optional<Found> find(const Setting& setting) const {
    if (const auto value = arguments_.find(setting.name)) return Found{Source::argument, "", *value};
    for (const std::string_view variable : setting.variables) {
      if (auto found = find_variable(variable)) return found;
    }
    for (const std::string_view variable : setting.variables) {
      if (auto found = find_in(env_file_, Source::env_file, setting, variable)) return found;
    }
    if (auto found = find_in(config_file_, Source::json_file, setting, setting.name)) return found;
    if (auto found = find_mounted(setting)) return found;
    if (auto found = find_in(sandbox_file_, Source::sandbox_file, setting, setting.name)) return found;
    return find_variable(setting.last_variable);
  }

  // Where the value can be had again.
  static CredentialSource source_of(const Setting& setting, const Found& found) {
    CredentialSource source;
    source.source = found.source;
    source.may_run = found.may_run;
    const bool in_file =
        found.source == Source::env_file || found.source == Source::json_file || found.source == Source::sandbox_file;
    if (in_file) {
      std::error_code problem;  // then it is what was said
      const auto whole = std::filesystem::absolute(found.detail, problem);
      source.path = problem ? found.detail : whole.string();
      source.name = found.source == Source::env_file ? setting.variables.front() : setting.name;
    } else if (secrets::is_reference(found.value)) {
      auto reference = secrets::Secret::copy_of(found.value);
      if (reference) source.reference = *std::move(reference);
    }
    return source;
  }

  static std::optional<Found> find_variable(std::string_view name) {
    if (name.empty()) return std::nullopt;
    std::string detail(name);
    const char* value = std::getenv(detail.c_str());
    if (value == nullptr || *value == '\0') return std::nullopt;
    return Found{Source::environment_variable, std::move(detail), value};
  }

  static std::optional<Found> find_in(const std::optional<SettingsFile>& file, Source source, const Setting& setting,
                                      std::string_view name) {
    if (!file || !setting.may_come_from(source)) return std::nullopt;
    const auto entry = file->values.find(name);
    if (entry == file->values.end() || entry->second.view().empty()) return std::nullopt;
    return Found{source,           file->path,  entry->second.view(), file->exposure ? &*file->exposure : nullptr,
                 file->changed_at, file->chosen};
  }

  // A file that is there but can't be taken is reported by the reader, as for any other value.
  [[nodiscard]] static std::optional<Found> find_mounted(const Setting& setting) {
    if (!setting.secret || !setting.may_come_from(Source::mounted_file)) return std::nullopt;
    std::string name(setting.variables.front());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; });
    for (const std::string& folder : secrets::mounted_folders()) {
      const std::string path = folder + "/" + name;
      if (access(path.c_str(), F_OK) != 0) continue;
      auto reference = secrets::Secret::copy_of("file:" + path);
      if (!reference) return std::nullopt;
      return Found{Source::mounted_file, path, reference->reveal(), nullptr, std::nullopt, false, *reference};
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Found> find_default(const Setting& setting) const {
    std::string_view value = setting.default_value;
    const bool of_production = setting.name == "base_url" || setting.name == "issuer";
    if (of_production && environment_ != Environment::production) value = {};
    // For a file, the one that was found; one that isn't there has no say.
    if (setting.name == "env_file" && env_file_) value = env_file_->path;
    if (setting.name == "config_file" && config_file_) value = config_file_->path;
    if (setting.name == "sandbox_file" && sandbox_file_) value = sandbox_file_->path;
    if (setting.name == "state_folder") value = state_folder_;
    if (value.empty()) return std::nullopt;
    return Found{Source::default_value, "", value};
  }

  // What a reference in the place of a secret leads to.
  static Result<secrets::Retrieved> follow(const Setting& setting, const Found& found, SettingOrigin& origin) {
    if (found.source != Source::mounted_file) origin.reference = secrets::show_reference(found.value);
    auto retrieved = retrieve_if_allowed(found.value, found.may_run);
    if (retrieved) return retrieved;
    Error error = std::move(retrieved).error();
    error.field = setting.name;
    error.message = describe(setting, found) + " can't be had. " + error.message;
    return error;
  }

  // Checks and stores the value; answers with what may be shown of it. One that is in a secret manager waits.
  Result<std::string> read(const Setting& setting, const Found& found, SettingOrigin& origin) {
    if (found.exposure == nullptr && setting.secret && managers::is_reference(found.value)) {
      origin.reference = found.value;
      origin.changed_at = std::nullopt;  // of the file that names it
      managed_.push_back({&setting, found, settings.origins.size()});
      return std::string();
    }
    if (found.exposure == nullptr && setting.secret && secrets::is_reference(found.value)) {
      auto retrieved = follow(setting, found, origin);
      if (!retrieved) return std::move(retrieved).error();
      if (retrieved->changed_at) origin.changed_at = retrieved->changed_at;
      origin.expires_at = retrieved->expires_at;
      Found inside = found;
      inside.owned = std::move(retrieved->value);
      inside.value = inside.owned.reveal();
      return read_value(setting, inside);
    }
    return read_value(setting, found);
  }

  Result<std::string> read_value(const Setting& setting, const Found& found) {
    const std::string subject = describe(setting, found);
    if (found.exposure != nullptr) {
      Error error = *found.exposure;
      error.field = setting.name;
      error.message = std::string(setting.name) + " would come from a file that is not private: " + error.message;
      return error;
    }
    auto shown = [&]() -> Result<std::string> {
      if (auto encoded = check_encoding(found.value); !encoded) return std::move(encoded).error();
      if (!setting.secret) {
        if (auto plain = check_plain(found.value); !plain) return std::move(plain).error();
      }
      return setting.read(found.value, settings);
    }();
    if (shown || shown.error().code != ErrorCode::configuration) return shown;
    Error error = std::move(shown).error();
    error.field = setting.name;
    error.message = subject + " " + error.message;
    return error;
  }

  [[nodiscard]] Error missing_base_url() const {
    if (environment_ == Environment::sandbox) {
      const std::string where = sandbox_path_.empty() ? "its file" : sandbox_path_;
      return configuration_error("base_url",
                                 "base_url is not set and " + where +
                                     " names no running sandbox: start one with `connectify sandbox`, or set "
                                     "CONNECTIFY_BASE_URL.");
    }
    return configuration_error("base_url", "base_url has no default in the environment " +
                                               std::string(environment_name(environment_)) +
                                               ": set CONNECTIFY_BASE_URL.");
  }

  struct Managed {
    const Setting* setting;
    Found found;
    std::size_t index;  // in Settings::origins
  };

  const SettingArguments& arguments_;
  std::vector<Managed> managed_;
  std::optional<SettingsFile> env_file_;
  std::optional<SettingsFile> config_file_;
  std::optional<SettingsFile> sandbox_file_;
  std::string sandbox_path_;
  const std::string state_folder_ = default_state_folder();
  Environment environment_ = Environment::production;
  bool environment_known_ = false;
};

Result<void> check_argument_name(std::string_view name) {
  if (find_setting(name) != nullptr) return {};
  return configuration_error(std::string(name), "There is no such setting." + did_you_mean(name, setting_names()));
}

}  // namespace

std::string_view source_name(Source source) noexcept {
  constexpr std::array<std::string_view, 8> kNames = {"argument",     "environment_variable", "env_file", "json_file",
                                                      "mounted_file", "sandbox_file",         "default",  "none"};
  return kNames[static_cast<std::size_t>(source)];
}

Result<void> SettingArguments::set(std::string_view name, std::string_view value) {
  auto secret = secrets::Secret::copy_of(value);
  if (!secret) return std::move(secret).error();
  return set_secret(name, *std::move(secret));
}

Result<void> SettingArguments::set_secret(std::string_view name, secrets::Secret value) {
  if (auto known = check_argument_name(name); !known) return known;
  if (auto encoded = check_encoding(value.reveal()); !encoded) {
    Error error = std::move(encoded).error();
    error.field = name;
    error.message = std::string(name) + " " + error.message;
    return error;
  }
  values_.insert_or_assign(std::string(name), std::move(value));
  return {};
}

std::optional<std::string_view> SettingArguments::find(std::string_view name) const {
  const auto entry = values_.find(name);
  if (entry == values_.end() || entry->second.empty()) return std::nullopt;
  return entry->second.reveal();
}

Result<Settings> resolve_settings(const SettingArguments& arguments) {
  Resolver resolver(arguments);
  resolver.run();
  if (!resolver.problems.empty()) return std::move(resolver.problems.front());
  return std::move(resolver.settings);
}

Result<std::string> resolve_state_folder(const SettingArguments& arguments) {
  Resolver resolver(arguments);
  resolver.run_for("state_folder");
  if (!resolver.problems.empty()) return std::move(resolver.problems.front());
  return std::move(resolver.settings.state_folder);
}

Diagnosis diagnose_settings(const SettingArguments& arguments) {
  Resolver resolver(arguments);
  resolver.run();
  return {resolver.settings.origins, std::move(resolver.problems), std::move(resolver.settings)};
}

}  // namespace cfy::client
