#include "client/settings_table.hpp"

#include <algorithm>
#include <cctype>

#include "client/oauth_settings.hpp"
#include "client/settings_values.hpp"
#include "client/stores.hpp"
#include "client/tls_settings.hpp"

namespace cfy::client {
namespace {

using secrets::CredentialKind;
using Text = std::string_view;

// A file's path is checked when the file is opened; Settings doesn't keep it.
Result<std::string> read_path(Text text, Settings& /*settings*/) { return std::string(text); }

// clang-format off
const std::vector<Setting>& table() {
  static const auto& kTable = *new std::vector<Setting>{
    {"api_key", {"CONNECTIFY_API_KEY"}, Source::sandbox_file, true, "", "",
     [](Text text, Settings& to) { return read_credential(text, CredentialKind::api_key, to.api_key); }},
    {"api_secret", {"CONNECTIFY_API_SECRET", "CONNECTIFY_SECRET"}, Source::sandbox_file, true, "", "",
     [](Text text, Settings& to) { return read_credential(text, CredentialKind::api_secret, to.api_secret); }},
    {"environment", {"CONNECTIFY_ENV"}, Source::json_file, false, "production", "",
     [](Text text, Settings& to) { return read_environment(text, to.environment); }},
    // The default holds for production only: resolve_settings() says what the others need.
    {"base_url", {"CONNECTIFY_BASE_URL"}, Source::sandbox_file, false, "https://api.connectify.io/v1", "",
     [](Text text, Settings& to) { return read_base_url(text, to.base_url); }},
    {"client_id", {"CONNECTIFY_CLIENT_ID"}, Source::sandbox_file, false, "", "",
     [](Text text, Settings& to) { return read_visible(text, to.client_id); }},
    {"client_secret", {"CONNECTIFY_CLIENT_SECRET"}, Source::mounted_file, true, "", "",
     [](Text text, Settings& to) { return read_credential(text, std::nullopt, to.client_secret); }},
    {"redirect_uri", {"CONNECTIFY_REDIRECT_URI"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_visible(text, to.redirect_uri); }},
    {"scope", {"CONNECTIFY_SCOPE"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_scope(text, to.scope); }},
    {"operations", {"CONNECTIFY_OPERATIONS"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_names(text, to.operations); }},
    {"role", {"CONNECTIFY_ROLE"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_visible(text, to.role); }},
    {"check_scopes", {"CONNECTIFY_CHECK_SCOPES"}, Source::json_file, false, "true", "",
     [](Text text, Settings& to) { return read_boolean(text, to.check_scopes); }},
    {"record_usage", {"CONNECTIFY_RECORD_USAGE"}, Source::json_file, false, "true", "",
     [](Text text, Settings& to) { return read_boolean(text, to.record_usage); }},
    // Its default depends on the machine: see settings_files.hpp.
    {"state_folder", {"CONNECTIFY_STATE_FOLDER"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_text(text, to.state_folder); }},
    {"timeout", {"CONNECTIFY_TIMEOUT"}, Source::json_file, false, "30", "",
     [](Text text, Settings& to) { return read_seconds(text, to.timeout); }},
    {"connect_timeout", {"CONNECTIFY_CONNECT_TIMEOUT"}, Source::json_file, false, "5", "",
     [](Text text, Settings& to) { return read_seconds(text, to.connect_timeout); }},
    {"max_retries", {"CONNECTIFY_MAX_RETRIES"}, Source::json_file, false, "2", "",
     [](Text text, Settings& to) { return read_count(text, kMostRetries, to.max_retries); }},
    {"circuit_failures", {"CONNECTIFY_CIRCUIT_FAILURES"}, Source::json_file, false, "10", "",
     [](Text text, Settings& to) { return read_count(text, kMostCircuitFailures, to.circuit_failures); }},
    {"follow_redirects", {"CONNECTIFY_FOLLOW_REDIRECTS"}, Source::json_file, false, "false", "",
     [](Text text, Settings& to) { return read_boolean(text, to.follow_redirects); }},
    {"log_level", {"CONNECTIFY_LOG_LEVEL"}, Source::json_file, false, "WARNING", "",
     [](Text text, Settings& to) { return read_log_level(text, to.log_level); }},
    {"debug", {"CONNECTIFY_DEBUG"}, Source::json_file, false, "false", "",
     [](Text text, Settings& to) { return read_boolean(text, to.debug); }},
    {"proxy", {"CONNECTIFY_PROXY"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_proxy(text, to.proxy); }},
    {"ca_file", {"CONNECTIFY_CA_FILE"}, Source::sandbox_file, false, "", "SSL_CERT_FILE",
     [](Text text, Settings& to) { return read_text(text, to.ca_file); }},
    {"tls_min_version", {"CONNECTIFY_TLS_MIN_VERSION"}, Source::json_file, false, "1.2", "",
     [](Text text, Settings& to) { return read_tls_version(text, to.tls_min_version); }},
    {"tls_pins", {"CONNECTIFY_TLS_PINS"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_pins(text, to.tls_pins); }},
    {"tls_pins_expire", {"CONNECTIFY_TLS_PINS_EXPIRE"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_time(text, to.tls_pins_expire); }},
    {"tls_pins_report_only", {"CONNECTIFY_TLS_PINS_REPORT_ONLY"}, Source::json_file, false, "false", "",
     [](Text text, Settings& to) { return read_boolean(text, to.tls_pins_report_only); }},
    {"client_certificate", {"CONNECTIFY_CLIENT_CERTIFICATE"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_text(text, to.client_certificate); }},
    {"client_key", {"CONNECTIFY_CLIENT_KEY"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_text(text, to.client_key); }},
    {"crl_file", {"CONNECTIFY_CRL_FILE"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_text(text, to.crl_file); }},
    {"ocsp", {"CONNECTIFY_OCSP"}, Source::json_file, false, "off", "",
     [](Text text, Settings& to) { return read_ocsp(text, to.ocsp); }},
    // Its default holds for production only, as base_url's does.
    {"issuer", {"CONNECTIFY_ISSUER"}, Source::sandbox_file, false, "https://auth.connectify.io", "",
     [](Text text, Settings& to) { return read_issuer(text, to.issuer); }},
    {"client_authentication", {"CONNECTIFY_CLIENT_AUTHENTICATION"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_client_authentication(text, to.client_authentication); }},
    {"client_private_key", {"CONNECTIFY_CLIENT_PRIVATE_KEY"}, Source::mounted_file, true, "", "",
     [](Text text, Settings& to) { return read_private_key(text, to.client_private_key); }},
    {"grant", {"CONNECTIFY_GRANT"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_grant(text, to.grant); }},
    {"resource", {"CONNECTIFY_RESOURCE"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_visible(text, to.resource); }},
    {"dpop", {"CONNECTIFY_DPOP"}, Source::json_file, false, "false", "",
     [](Text text, Settings& to) { return read_boolean(text, to.dpop); }},
    {"auto_refresh", {"CONNECTIFY_AUTO_REFRESH"}, Source::json_file, false, "true", "",
     [](Text text, Settings& to) { return read_boolean(text, to.auto_refresh); }},
    // It names a program to run: no file that happens to lie about may.
    {"browser", {"CONNECTIFY_BROWSER"}, Source::environment_variable, false, "", "",
     [](Text text, Settings& to) { return read_command(text, to.browser); }},
    {"token_store", {"CONNECTIFY_TOKEN_STORE"}, Source::json_file, false, "", "",
     [](Text text, Settings& to) { return read_token_store(text, to.token_store); }},
    {"token_store_password", {"CONNECTIFY_TOKEN_STORE_PASSWORD"}, Source::mounted_file, true, "", "",
     [](Text text, Settings& to) { return read_passphrase(text, to.token_store_password); }},
    {"token_store_passphrase", {"CONNECTIFY_TOKEN_STORE_PASSPHRASE"}, Source::mounted_file, true, "", "",
     [](Text text, Settings& to) { return read_passphrase(text, to.token_store_passphrase); }},
    // Where the files are. Their defaults depend on the machine: see settings_files.hpp.
    {"env_file", {"CONNECTIFY_ENV_FILE"}, Source::environment_variable, false, "", "", read_path},
    {"config_file", {"CONNECTIFY_CONFIG_FILE"}, Source::env_file, false, "", "", read_path},
    {"sandbox_file", {"CONNECTIFY_SANDBOX_FILE"}, Source::json_file, false, "", "", read_path},
  };
  return kTable;
}
// clang-format on

template <class Matches>
const Setting* find_row(Matches matches) {
  const auto row = std::find_if(table().begin(), table().end(), matches);
  return row == table().end() ? nullptr : &*row;
}

}  // namespace

std::span<const Setting> setting_table() { return table(); }

const Setting* find_setting(std::string_view name) {
  return find_row([name](const Setting& row) { return row.name == name; });
}

const Setting* find_setting_by_variable(std::string_view variable) {
  return find_row([variable](const Setting& row) {
    return std::find(row.variables.begin(), row.variables.end(), variable) != row.variables.end();
  });
}

const Setting* find_setting_by_json_key(std::string_view key) {
  return find_row([key](const Setting& row) { return row.name == key || json_key(row.name) == key; });
}

std::string json_key(std::string_view name) {
  std::string key;
  bool raise = false;
  for (const char c : name) {
    if (c != '_') key += raise ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    raise = c == '_';
  }
  return key;
}

std::vector<std::string_view> setting_names() {
  std::vector<std::string_view> names;
  for (const Setting& row : table()) names.push_back(row.name);
  return names;
}

std::vector<std::string_view> env_file_variables() {
  std::vector<std::string_view> variables;
  for (const Setting& row : table()) {
    if (row.may_come_from(Source::env_file))
      variables.insert(variables.end(), row.variables.begin(), row.variables.end());
  }
  return variables;
}

std::vector<std::string> json_keys() {
  std::vector<std::string> keys;
  for (const Setting& row : table()) {
    if (row.may_come_from(Source::json_file)) keys.push_back(json_key(row.name));
  }
  return keys;
}

}  // namespace cfy::client
