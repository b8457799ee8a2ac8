#include "client/oauth_settings.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "client/exchange_settings.hpp"
#include "client/login_scope.hpp"
#include "client/settings_values.hpp"
#include "client/stores.hpp"
#include "secrets/command.hpp"

namespace cfy::client {
namespace {

constexpr std::size_t kLongestSecret = 16U << 10U;
// A lease that outlives its token request would hold everybody up; see make_times().
constexpr std::chrono::milliseconds kLongestRequest{10'000};

struct Method {
  std::string_view name;
  oauth::ClientAuthentication value;
};
constexpr std::array<Method, 5> kMethods = {{{"none", oauth::ClientAuthentication::none},
                                             {"basic", oauth::ClientAuthentication::basic},
                                             {"post", oauth::ClientAuthentication::post},
                                             {"private_key_jwt", oauth::ClientAuthentication::private_key_jwt},
                                             {"tls_client_auth", oauth::ClientAuthentication::tls_client_auth}}};

Result<std::string> read_secret(std::string_view text, secrets::Secret& target) {
  if (text.size() > kLongestSecret) return refuse_setting("too_long", "is longer than 16 KiB.");
  Result<secrets::Secret> secret = secrets::Secret::copy_of(text);
  if (!secret) return std::move(secret).error();
  target = *std::move(secret);
  return target.describe();
}

oauth::ClientAuthentication authentication_of(const Settings& settings) {
  for (const Method& method : kMethods) {
    if (method.name == settings.client_authentication) return method.value;
  }
  if (!settings.client_private_key.empty()) return oauth::ClientAuthentication::private_key_jwt;
  return settings.client_secret.empty() ? oauth::ClientAuthentication::none : oauth::ClientAuthentication::basic;
}

oauth::Grant grant_of(const Settings& settings, oauth::ClientAuthentication authentication) {
  if (settings.grant == "client_credentials") return oauth::Grant::client_credentials;
  const bool users = settings.grant == "login" || !settings.redirect_uri.empty();
  return users || authentication == oauth::ClientAuthentication::none ? oauth::Grant::login
                                                                      : oauth::Grant::client_credentials;
}

// A renewal makes two requests at most (the second with a DPoP nonce), and must have ended before its lease does.
oauth::TokenKeeper::Times make_times(std::chrono::milliseconds request) {
  oauth::TokenKeeper::Times times;
  times.lease = 2 * request + std::chrono::seconds(1);
  times.patience = 2 * times.lease;
  return times;
}

Result<std::shared_ptr<const oauth::Signer>> make_signer(const Settings& settings) {
  if (settings.client_private_key.empty()) return std::shared_ptr<const oauth::Signer>();
  Result<oauth::Signer> signer = oauth::Signer::from_pem(settings.client_private_key, std::nullopt);
  if (!signer) {
    signer.error().field = "client_private_key";
    return std::move(signer).error();
  }
  return std::make_shared<const oauth::Signer>(*std::move(signer));
}

}  // namespace

Result<std::string> read_issuer(std::string_view text, std::string& target) {
  Result<std::string> url = oauth::metadata_url(text, oauth::MetadataKind::oauth);
  if (!url) return refuse_setting(url.error().rule, "must be an https URL without query and fragment.");
  return target = text;
}

Result<std::string> read_client_authentication(std::string_view text, std::string& target) {
  const bool known =
      std::any_of(kMethods.begin(), kMethods.end(), [text](const Method& method) { return method.name == text; });
  if (known) return target = text;
  return refuse_setting("unknown_client_authentication",
                        "must be none, basic, post, private_key_jwt or tls_client_auth.");
}

Result<std::string> read_private_key(std::string_view text, secrets::Secret& target) {
  return read_secret(text, target);
}

Result<std::string> read_grant(std::string_view text, std::string& target) {
  if (text == "login" || text == "client_credentials") return target = text;
  return refuse_setting("unknown_grant", "must be login or client_credentials.");
}

Result<std::string> read_command(std::string_view text, std::string& target) {
  if (const auto words = secrets::split_command_line(text); !words) {
    return refuse_setting(words.error().rule, "is no command line: " + words.error().message);
  }
  return target = text;
}

Result<std::string> read_passphrase(std::string_view text, secrets::Secret& target) {
  return read_secret(text, target);
}

Result<std::shared_ptr<oauth::Client>> make_oauth_client(const Settings& settings) {
  if (settings.issuer.empty()) {
    return configuration_error("issuer", "issuer is missing; start a sandbox that has one, or set CONNECTIFY_ISSUER.");
  }
  oauth::ClientSettings made;
  made.issuer = settings.issuer;
  made.identity.id = settings.client_id;
  made.identity.secret = settings.client_secret;
  made.identity.authentication = authentication_of(settings);
  made.grant = grant_of(settings, made.identity.authentication);
  Result<std::shared_ptr<const oauth::Signer>> signer = make_signer(settings);
  if (!signer) return std::move(signer).error();
  made.signer = *std::move(signer);
  if (!settings.redirect_uri.empty()) made.redirect_uri = settings.redirect_uri;
  Result<std::vector<std::string>> scope = login_scope(settings);
  if (!scope) return std::move(scope).error();
  made.scope = *std::move(scope);
  made.resource = settings.resource;
  made.dpop = settings.dpop;
  made.auto_refresh = settings.auto_refresh;
  if (!settings.browser.empty()) {
    Result<std::vector<std::string>> words = secrets::split_command_line(settings.browser);
    if (!words) return std::move(words).error();
    made.browser = *std::move(words);
  }
  Result<transport::ExchangeSettings> exchange = make_exchange_settings(settings);
  if (!exchange) return std::move(exchange).error();
  made.sender.exchange = *std::move(exchange);
  made.sender.pacing.circuit_failures = settings.circuit_failures;
  made.sender.timeout = std::min(settings.timeout, kLongestRequest);
  made.sender.connect_timeout = settings.connect_timeout;
  made.sender.max_retries = settings.max_retries;
  made.times = make_times(made.sender.timeout);
  Result<std::shared_ptr<store::Store>> store = open_token_store(settings);
  if (!store) return std::move(store).error();
  made.store = *std::move(store);
  return oauth::Client::make(std::move(made));
}

}  // namespace cfy::client
