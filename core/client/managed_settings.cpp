#include "client/managed_settings.hpp"

#include "client/settings_table.hpp"
#include "client/version.hpp"
#include "secrets/redactor.hpp"

namespace cfy::client {

managers::Surroundings surroundings_of(const Settings& settings) {
  managers::Surroundings surroundings;
  if (settings.tls_min_version == "1.3") surroundings.exchange.tls.least_version = TLS1_3_VERSION;
  surroundings.exchange.proxy = settings.proxy;
  surroundings.exchange.user_agent = std::string("connectify/") + kVersion;
  surroundings.times = {settings.timeout, settings.connect_timeout, settings.max_retries};
  return surroundings;
}

Error managed_error(std::string_view setting, const std::string& subject, Error error) {
  switch (error.code) {
    case ErrorCode::not_found:
    case ErrorCode::validation:
    case ErrorCode::conflict: error.code = ErrorCode::configuration; break;
    default: break;
  }
  error.field = setting;
  error.message = subject + " can't be had. " + error.message;
  return error;
}

Result<void> accept_managed(std::string_view setting, const secrets::Secret& value) {
  Settings scratch;
  const Result<std::string> read = find_setting(setting)->read(value.reveal(), scratch);
  if (!read) {
    Error error = read.error();
    error.field = setting;
    error.message = std::string(setting) + " (of a secret manager) " + error.message;
    return error;
  }
  if (value.size() >= secrets::Redactor::kValueMin) static_cast<void>(secrets::Redactor::of_process()->add(value));
  return {};
}

}  // namespace cfy::client
