#include "managers/aws_profile.hpp"

#include <algorithm>
#include <optional>

namespace cfy::managers {
namespace {

constexpr std::string_view kSpace = " \t\r";

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

std::optional<std::string> path_of(const Variables& variables, const char* variable, const char* file) {
  if (auto named = variables(variable)) return named;
  const auto home = variables("HOME");
  if (!home) return std::nullopt;
  return *home + "/.aws/" + file;
}

Result<void> load(const std::optional<std::string>& path, std::string_view section, ProfileValues& values) {
  if (!path) return {};
  auto text = secrets::read_private_file(*path);
  if (!text && text.error().rule == "missing_file") return {};
  if (!text) return std::move(text).error();
  for (auto& [name, value] : read_profile(text->view(), section)) values.insert_or_assign(name, std::move(value));
  return {};
}

}  // namespace

ProfileValues read_profile(std::string_view text, std::string_view section) {
  ProfileValues values;
  bool inside = false;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const bool nested = !line.empty() && kSpace.find(line.front()) != std::string_view::npos;
    std::string_view content = trimmed(line);
    if (content.empty() || nested || content.front() == '#' || content.front() == ';') continue;
    if (content.front() == '[') {
      inside = trimmed(content.substr(1, content.find(']') - 1)) == section;
      continue;
    }
    const std::size_t equals = content.find('=');
    if (!inside || equals == std::string_view::npos) continue;
    values.insert_or_assign(std::string(trimmed(content.substr(0, equals))),
                            secrets::PrivateText(std::string(trimmed(content.substr(equals + 1)))));
  }
  return values;
}

Result<ProfileValues> load_profile(const Variables& variables) {
  const std::string profile = variables("AWS_PROFILE").value_or("default");
  ProfileValues values;
  const std::string section = profile == "default" ? profile : "profile " + profile;
  Result<void> config = load(path_of(variables, "AWS_CONFIG_FILE", "config"), section, values);
  if (!config) return std::move(config).error();
  Result<void> own = load(path_of(variables, "AWS_SHARED_CREDENTIALS_FILE", "credentials"), profile, values);
  if (!own) return std::move(own).error();
  return values;
}

}  // namespace cfy::managers
