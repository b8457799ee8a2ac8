#include "secrets/reference.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <nlohmann/json.hpp>
#include <utility>

#include "secrets/command.hpp"
#include "secrets/private_file.hpp"
#include "secrets/secret_service.hpp"

namespace cfy::secrets {
namespace {

Error reference_error(std::string rule, std::string message) {
  Error error = configuration_error("", std::move(message));
  error.rule = std::move(rule);
  return error;
}

Result<Retrieved> retrieved(std::string_view value, const std::string& where) {
  if (value.empty()) return reference_error("empty_secret", where + " holds no value.");
  auto secret = Secret::copy_of(value);
  if (!secret) return std::move(secret).error();
  return Retrieved{*std::move(secret), std::nullopt, std::nullopt};
}

Result<Retrieved> from_file(const std::string& path) {
  auto file = open_private_file(path);
  if (!file) return std::move(file).error();
  if (file->exposure) return *std::move(file->exposure);
  auto found = retrieved(without_line_end(file->text.view()), path);
  if (found) found->changed_at = file->changed_at;
  return found;
}

Result<Retrieved> from_named_file(std::string_view target) {
  if (target.starts_with("///")) target.remove_prefix(2);  // as in RFC 8089, without a host
  if (!target.starts_with('/') || target.starts_with("//")) {
    return reference_error("invalid_reference", "file: needs an absolute path, such as file:/run/secrets/api_key.");
  }
  return from_file(std::string(target));
}

Result<Retrieved> from_systemd(std::string_view target) {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (target.empty() || target.find('/') != std::string_view::npos || target == "." || target == "..") {
    return reference_error("invalid_reference", "systemd-credential: needs the name of a credential, without slashes.");
  }
  if (folder == nullptr || *folder != '/') {
    return reference_error("missing_file", "systemd gave this process no credentials: add LoadCredential=" +
                                               std::string(target) + ":… to its unit.");
  }
  return from_file(std::string(folder) + "/" + std::string(target));
}

Result<Retrieved> from_secret_service(std::string_view target) {
  const std::size_t slash = target.find('/');
  const bool whole = slash != std::string_view::npos && slash > 0 && slash + 1 < target.size() &&
                     target.find('/', slash + 1) == std::string_view::npos;
  if (!whole) {
    return reference_error("invalid_reference",
                           "secret-service:// needs a service and a username, such as "
                           "secret-service://connectify/api_key.");
  }
  auto secret = look_up_secret_service(std::string(target.substr(0, slash)), std::string(target.substr(slash + 1)));
  if (!secret) return std::move(secret).error();
  if (secret->empty()) return reference_error("empty_secret", "The keyring holds an empty value.");
  return Retrieved{*std::move(secret), std::nullopt, std::nullopt};
}

// A time in UTC as RFC 3339 writes it, without a fraction.
std::optional<std::chrono::system_clock::time_point> read_time(const std::string& text) {
  std::tm parts{};
  const char* end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  const std::chrono::sys_seconds time{std::chrono::seconds(timegm(&parts))};
  // "9999-12-31" is how some say never; the clock's own type reaches from 1677 to 2262.
  using Clock = std::chrono::system_clock;
  constexpr auto kFirst = std::chrono::time_point_cast<std::chrono::seconds>(Clock::time_point::min());
  constexpr auto kLast = std::chrono::time_point_cast<std::chrono::seconds>(Clock::time_point::max());
  return std::clamp<std::chrono::sys_seconds>(time, kFirst, kLast);
}

Error invalid_answer(const std::string& program) {
  return reference_error("invalid_answer", program +
                                               " wrote JSON in another form than {\"value\": \"…\", \"expires_at\": "
                                               "\"2027-01-31T00:00:00Z\"}, whose second member may be left out.");
}

Result<Retrieved> from_json(std::string_view text, const std::string& program) {
  nlohmann::json answer = nlohmann::json::parse(text, nullptr, false);
  if (!answer.is_object() || !answer.contains("value") || !answer["value"].is_string()) return invalid_answer(program);
  auto& value = answer["value"].get_ref<std::string&>();
  auto found = retrieved(value, program);
  wipe(value);
  if (!found || !answer.contains("expires_at")) return found;
  if (!answer["expires_at"].is_string()) return invalid_answer(program);
  found->expires_at = read_time(answer["expires_at"].get<std::string>());
  if (!found->expires_at) return invalid_answer(program);
  if (*found->expires_at <= std::chrono::system_clock::now()) {
    return reference_error("secret_expired", program + " gave a value that has expired: renew it there.");
  }
  return found;
}

Result<Retrieved> from_command(std::string_view target) {
  auto words = split_command_line(target);
  if (!words) return std::move(words).error();
  const auto output = run_command(*words);
  if (!output) return output.error();
  const std::string_view text = without_line_end(output->view());
  return text.starts_with('{') ? from_json(text, words->front()) : retrieved(text, words->front());
}

struct Scheme {
  std::string_view prefix;
  Result<Retrieved> (*retrieve)(std::string_view target);
};
constexpr std::array<Scheme, 4> kSchemes = {{{"file:", from_named_file},
                                             {"systemd-credential:", from_systemd},
                                             {"secret-service://", from_secret_service},
                                             {"command:", from_command}}};

const Scheme* find_scheme(std::string_view text) noexcept {
  for (const Scheme& scheme : kSchemes) {
    if (text.starts_with(scheme.prefix)) return &scheme;
  }
  return nullptr;
}

}  // namespace

bool is_reference(std::string_view text) noexcept { return find_scheme(text) != nullptr; }

std::string show_reference(std::string_view reference) {
  const Scheme* scheme = find_scheme(reference);
  if (scheme == nullptr || scheme->retrieve != from_command) return std::string(reference);
  const auto words = split_command_line(reference.substr(scheme->prefix.size()));
  return std::string(scheme->prefix) + (words ? words->front() : std::string());
}

Result<Retrieved> retrieve(std::string_view reference) {
  const Scheme* scheme = find_scheme(reference);
  if (scheme == nullptr) return reference_error("invalid_reference", "This is no reference to a secret.");
  return scheme->retrieve(reference.substr(scheme->prefix.size()));
}

std::vector<std::string> mounted_folders() {
  std::vector<std::string> folders;
  const char* systemd = std::getenv("CREDENTIALS_DIRECTORY");
  if (systemd != nullptr && *systemd == '/') folders.emplace_back(systemd);
  folders.emplace_back("/run/secrets");
  return folders;
}

}  // namespace cfy::secrets
