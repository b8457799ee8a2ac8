#include "managers/google_login.hpp"

#include <nlohmann/json.hpp>

#include "managers/access_token.hpp"
#include "managers/secret_text.hpp"
#include "secrets/private_file.hpp"

namespace cfy::managers {
namespace {

constexpr std::string_view kGoogleTokens = "Google's token service";
constexpr std::string_view kScope = "https://www.googleapis.com/auth/cloud-platform";
constexpr std::chrono::seconds kAssertionLife{3600};

}  // namespace

Result<GoogleLogin> GoogleLogin::from(const Variables& variables) {
  GoogleLogin login;
  login.metadata_host = variables("GCE_METADATA_HOST").value_or(login.metadata_host);
  const auto file = variables("GOOGLE_APPLICATION_CREDENTIALS");
  if (!file) return login;
  const auto text = secrets::read_private_file(*file);
  if (!text) return text.error();
  Result<ServiceAccount> account = read_account(std::string(text->view()));
  if (!account) return std::move(account).error();
  login.account = *std::move(account);
  return login;
}

Result<GoogleLogin::ServiceAccount> GoogleLogin::read_account(std::string text) {
  const Result<SecretJson> json = SecretJson::parse(std::move(text));
  if (!json || json->text({"type"}) != "service_account") {
    return login_error("credential_form",
                       "GOOGLE_APPLICATION_CREDENTIALS must name the key file of a service account (type "
                       "service_account); on Google's own machines leave it out.");
  }
  Result<std::string> url = https_address("token_uri", json->text({"token_uri"}));
  if (!url) return std::move(url).error();
  const Result<secrets::Secret> pem = secrets::Secret::copy_of(json->text({"private_key"}));
  if (!pem) return pem.error();
  Result<oauth::Signer> signer =
      oauth::Signer::from_pem(*pem, oauth::Algorithm::rs256, std::string(json->text({"private_key_id"})));
  if (!signer) return std::move(signer).error();
  return ServiceAccount{std::string(json->text({"client_email"})), *std::move(url), *std::move(signer)};
}

Result<oauth::Tokens> GoogleLogin::log_in(const Channel& channel) const {
  return account ? by_assertion(channel) : by_metadata(channel);
}

Result<oauth::Tokens> GoogleLogin::by_assertion(const Channel& channel) const {
  const auto now = std::chrono::system_clock::to_time_t(channel.clock().wall_now());
  const nlohmann::ordered_json claims = {{"iss", account->email},
                                         {"scope", kScope},
                                         {"aud", account->token_url},
                                         {"iat", now},
                                         {"exp", now + kAssertionLife.count()}};
  nlohmann::ordered_json header;
  header["typ"] = "JWT";
  const Result<std::string> assertion = account->signer.sign(std::move(header), claims.dump());
  if (!assertion) return assertion.error();
  SecretText body;
  body.add_field("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer").add_field("assertion", *assertion);
  Result<secrets::Secret> form = body.finish();
  if (!form) return std::move(form).error();
  Call call{.method = "POST", .url = account->token_url};
  call.body = *std::move(form);
  call.content_type = "application/x-www-form-urlencoded";
  return read_access_token(channel.send(std::move(call)), kGoogleTokens, channel.clock());
}

Result<oauth::Tokens> GoogleLogin::by_metadata(const Channel& channel) const {
  Call call{.url = "http://" + metadata_host + "/computeMetadata/v1/instance/service-accounts/default/token"};
  call.headers.emplace_back("Metadata-Flavor: Google");
  const Channel near = channel.with_times({std::chrono::seconds(10), std::chrono::seconds(2), 3});
  return read_access_token(near.send(std::move(call)), "Google's metadata service", channel.clock());
}

}  // namespace cfy::managers
