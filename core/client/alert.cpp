#include "client/alert.hpp"

#include "client/tls_settings.hpp"
#include "client/version.hpp"
#include "secrets/command.hpp"
#include "transport/engine.hpp"

namespace cfy::client {
namespace {

constexpr std::chrono::seconds kPatience{10};

Result<void> run(const std::string& command, const std::string& event) {
  const auto words = secrets::split_command_line(command);
  if (!words) return words.error();
  const auto output = secrets::run_command(*words, {}, event);
  if (!output) return output.error();
  return {};
}

// With the TLS rules and the proxy of the platform's own calls.
Result<void> post(const std::string& url, const SettingArguments& arguments, const std::string& event) {
  const auto settings = resolve_settings(arguments);
  if (!settings) return settings.error();
  auto policy = make_tls_policy(*settings);
  if (!policy) return std::move(policy).error();
  transport::ExchangeSettings exchange;
  exchange.tls = *std::move(policy);
  exchange.proxy = settings->proxy;
  exchange.user_agent = std::string("connectify/") + kVersion;
  const auto engine = transport::Engine::make(std::move(exchange));
  if (!engine) return engine.error();
  transport::Request request;
  request.method = "POST";
  request.url = url;
  request.body = event;
  request.timeout = kPatience;
  request.connect_timeout = settings->connect_timeout;
  const auto response = (*engine)->perform(std::move(request), nullptr);
  if (!response) return response.error();
  if (response->status >= 200 && response->status < 300) return {};
  Error error = make_error(ErrorCode::server, "The address for alerts answered with status " +
                                                  std::to_string(response->status) + ": nobody was told.");
  error.http_status = response->status;
  return error;
}

}  // namespace

Result<void> send_alert(const AlertTargets& targets, const SettingArguments& settings, const std::string& event) {
  Result<void> told = targets.command.empty() ? Result<void>() : run(targets.command, event);
  Result<void> posted = targets.url.empty() ? Result<void>() : post(targets.url, settings, event);
  return told ? posted : told;
}

}  // namespace cfy::client
