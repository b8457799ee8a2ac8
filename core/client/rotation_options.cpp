#include "client/rotation_options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <utility>

#include "base/closest.hpp"
#include "client/settings_files.hpp"
#include "privilege/scope_set.hpp"
#include "rotation/credential_command.hpp"
#include "rotation/credential_file.hpp"
#include "secrets/command.hpp"
#include "secrets/reference.hpp"
#include "store/redis_url.hpp"

namespace cfy::client {
namespace {

using rotation::CredentialFile;

constexpr std::int64_t kLongestOverlap = std::int64_t{30} * 24 * 3600;
constexpr std::int64_t kMostDays = 60;

Error bad_value(std::string_view name, std::string rule, const std::string& must) {
  return validation_error(std::string(name), std::move(rule), std::string(name) + " must be " + must + ".");
}

Result<std::int64_t> read_number(std::string_view name, std::string_view value, std::int64_t least, std::int64_t most) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (problem == std::errc() && end == value.data() + value.size() && number >= least && number <= most) return number;
  return bad_value(name, "number", "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
}

Result<void> read_some_text(std::string_view name, std::string_view value, std::string& target) {
  if (value.empty() || value.find('\0') != std::string_view::npos) return bad_value(name, "text", "a text without NUL");
  target = value;
  return {};
}

Result<void> read_days(std::string_view name, std::string_view value, std::chrono::days& target) {
  const auto number = read_number(name, value, 1, kMostDays);
  if (!number) return number.error();
  target = std::chrono::days(*number);
  return {};
}

Result<void> read_overlap(std::string_view name, std::string_view value, RotationOptions& to) {
  const auto number = read_number(name, value, 0, kLongestOverlap);
  if (!number) return number.error();
  to.terms.overlap = std::chrono::seconds(*number);
  return {};
}

Result<void> read_credential_kind(std::string_view name, std::string_view value, RotationOptions& to) {
  const bool known = value == "api_key" || (value.starts_with("webhook:") && value.size() > 8) ||
                     (value.starts_with("command:") && secrets::split_command_line(value.substr(8)).ok());
  if (!known) return bad_value(name, "credential", "api_key, webhook:ID or command:PROGRAM");
  return read_some_text(name, value, to.credential);
}

Result<void> read_target(std::string_view name, std::string_view value, RotationOptions& to) {
  if (const auto target = make_target(value); !target) return target.error();
  return read_some_text(name, value, to.target);
}

Result<void> read_authority(std::string_view /*name*/, std::string_view value, RotationOptions& to) {
  auto found = secrets::is_reference(value) ? secrets::retrieve(value) : [&]() -> Result<secrets::Retrieved> {
    auto copy = secrets::Secret::copy_of(value);
    if (!copy) return std::move(copy).error();
    return secrets::Retrieved{*std::move(copy), std::nullopt, std::nullopt};
  }();
  if (!found) return std::move(found).error();
  to.authority = std::move(found->value);
  return {};
}

Result<void> read_flag(std::string_view name, std::string_view value, bool& target) {
  if (value != "true" && value != "false") return bad_value(name, "boolean", "true or false");
  target = value == "true";
  return {};
}

Result<void> read_alert_command(std::string_view name, std::string_view value, RotationOptions& to) {
  if (const auto words = secrets::split_command_line(value); !words) return words.error();
  return read_some_text(name, value, to.alerts.command);
}

Result<void> read_alert_url(std::string_view name, std::string_view value, RotationOptions& to) {
  if (!value.starts_with("https://")) return bad_value(name, "scheme", "an https address");
  return read_some_text(name, value, to.alerts.url);
}

Result<void> read_smaller_scope(std::string_view /*name*/, std::string_view value, RotationOptions& to) {
  const auto scopes = privilege::ScopeSet::parse(value);
  if (!scopes) return scopes.error();
  to.scope = scopes->text();
  return {};
}

Result<void> read_journal(std::string_view /*name*/, std::string_view value, RotationOptions& to) {
  auto url = store::RedisUrl::parse(value);
  if (!url) {
    url.error().code = ErrorCode::validation;
    url.error().field = "journal";
    return std::move(url).error();
  }
  to.journal = value;
  return {};
}

struct Option {
  std::string_view name;
  Result<void> (*read)(std::string_view name, std::string_view value, RotationOptions& to);
};

using Text = std::string_view;
constexpr std::array kOptions = {
    Option{"credential", read_credential_kind},
    Option{"target", read_target},
    Option{"state", [](Text name, Text value, RotationOptions& to) { return read_some_text(name, value, to.state); }},
    Option{"journal", read_journal},
    Option{"overlap", read_overlap},
    Option{"warn_days",
           [](Text name, Text value, RotationOptions& to) { return read_days(name, value, to.terms.policy.warn); }},
    Option{"due_days",
           [](Text name, Text value, RotationOptions& to) { return read_days(name, value, to.terms.policy.due); }},
    Option{"unhealthy_days", [](Text name, Text value,
                                RotationOptions& to) { return read_days(name, value, to.terms.policy.unhealthy); }},
    Option{"current_id",
           [](Text name, Text value, RotationOptions& to) { return read_some_text(name, value, to.terms.current_id); }},
    Option{"scope", read_smaller_scope},
    Option{"authority", read_authority},
    Option{"revoke_grants",
           [](Text name, Text value, RotationOptions& to) { return read_flag(name, value, to.revoke_grants); }},
    Option{"alert_command", read_alert_command},
    Option{"alert_url", read_alert_url},
};

std::vector<std::string_view> option_names() {
  std::vector<std::string_view> names;
  for (const Option& option : kOptions) names.push_back(option.name);
  return names;
}

Error bad_target() {
  return bad_value("target", "target",
                   "file:/PATH, env-file:/PATH#NAME, json-file:/PATH#MEMBER or command:PROGRAM, with an absolute path");
}

// The members of JSON files are known in two spellings.
Result<std::string> json_target(const std::string& path) {
  for (const char* const spelling : {"api_key", "apiKey"}) {
    if (CredentialFile(path, CredentialFile::Form::json, spelling).current()) {
      return "json-file:" + path + "#" + spelling;
    }
  }
  return configuration_error("target", path + " has no api_key that could be replaced: say where it is kept (target).");
}

Result<std::string> absolute(const std::string& path) {
  std::error_code problem;
  const auto whole = std::filesystem::absolute(path, problem);
  if (problem) return configuration_error("target", path + " has no absolute path: " + problem.message() + ".");
  return whole.string();
}

}  // namespace

Result<void> RotationOptions::set(std::string_view name, std::string_view value) {
  const auto* const option =
      std::find_if(kOptions.begin(), kOptions.end(), [name](const Option& each) { return each.name == name; });
  if (option != kOptions.end()) return option->read(name, value, *this);
  return validation_error("name", "unknown_option",
                          "There is no option of that name." + did_you_mean(name, option_names()));
}

std::string RotationOptions::credential_name() const {
  if (!credential.starts_with("command:")) return credential;
  const auto words = secrets::split_command_line(std::string_view(credential).substr(8));
  return words ? "command:" + words->front() : credential;
}

Result<std::unique_ptr<rotation::CredentialStore>> make_target(std::string_view text) {
  using Made = Result<std::unique_ptr<rotation::CredentialStore>>;
  const std::size_t colon = text.find(':');
  const std::string_view scheme = text.substr(0, colon);
  std::string_view rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  if (scheme == "command") {
    auto words = secrets::split_command_line(rest);
    if (!words) return std::move(words).error();
    return Made(std::make_unique<rotation::CommandStore>(*std::move(words)));
  }
  const std::size_t hash = rest.rfind('#');
  const bool named = scheme == "env-file" || scheme == "json-file";
  const std::string_view name = named && hash != std::string_view::npos ? rest.substr(hash + 1) : std::string_view();
  if (named) rest = rest.substr(0, hash);
  if ((!named && scheme != "file") || (named && name.empty()) || !rest.starts_with('/') ||
      rest.find('\0') != std::string_view::npos) {
    return bad_target();
  }
  const auto form = scheme == "file"       ? CredentialFile::Form::value
                    : scheme == "env-file" ? CredentialFile::Form::env
                                           : CredentialFile::Form::json;
  return Made(std::make_unique<CredentialFile>(std::string(rest), form, std::string(name)));
}

Result<std::string> target_of_api_key(const SettingArguments& arguments) {
  const auto settings = resolve_settings(arguments);
  if (!settings) return settings.error();
  const auto origin = std::find_if(settings->origins.begin(), settings->origins.end(),
                                   [](const SettingOrigin& each) { return each.name == "api_key"; });
  if (origin->reference.starts_with("file:/")) return origin->reference;
  const bool in_file = origin->source == Source::env_file || origin->source == Source::json_file ||
                       origin->source == Source::mounted_file || origin->source == Source::sandbox_file;
  if (!in_file || !origin->reference.empty()) {
    return configuration_error(
        "target", "api_key comes from where nothing can be written (" + std::string(source_name(origin->source)) +
                      "): keep it in a file of its own and set CONNECTIFY_API_KEY to file:/PATH, or say "
                      "where the new one goes (target).");
  }
  const auto path = absolute(origin->detail);
  if (!path) return path.error();
  if (origin->source == Source::mounted_file) return "file:" + *path;
  if (origin->source == Source::env_file) return "env-file:" + *path + "#CONNECTIFY_API_KEY";
  return json_target(*path);
}

}  // namespace cfy::client
