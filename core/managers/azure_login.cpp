#include "managers/azure_login.hpp"

#include "managers/access_token.hpp"
#include "managers/manager.hpp"
#include "managers/secret_text.hpp"
#include "sanitize/uri_encoding.hpp"

namespace cfy::managers {
namespace {

constexpr std::string_view kEntra = "Microsoft Entra ID";
constexpr std::string_view kIdentity = "Azure's managed identity";
constexpr std::string_view kResource = "https://vault.azure.net";

Result<secrets::Secret> secret_of(const Variables& variables, const char* name) {
  auto value = variables(name).value_or("");
  Result<secrets::Secret> secret = secrets::Secret::copy_of(value);
  secrets::wipe(value);
  return secret;
}

void append_query(std::string& url, std::string_view name, std::string_view value) {
  url.append(url.find('?') == std::string::npos ? "?" : "&").append(name).append("=");
  sanitize::uri::append_encoded(url, value, sanitize::uri::Keep::unreserved);
}

}  // namespace

Result<AzureLogin> AzureLogin::from(const Variables& variables) {
  AzureLogin login;
  login.tenant_id = variables("AZURE_TENANT_ID").value_or("");
  login.client_id = variables("AZURE_CLIENT_ID").value_or("");
  login.identity_endpoint = variables("IDENTITY_ENDPOINT").value_or("");
  login.metadata = variables("AZURE_POD_IDENTITY_AUTHORITY_HOST").value_or(login.metadata);
  for (const auto& [name, place] : {std::pair{"AZURE_CLIENT_SECRET", &AzureLogin::client_secret},
                                    {"IDENTITY_HEADER", &AzureLogin::identity_header}}) {
    Result<secrets::Secret> secret = secret_of(variables, name);
    if (!secret) return std::move(secret).error();
    login.*place = *std::move(secret);
  }
  Result<std::string> authority =
      https_address("AZURE_AUTHORITY_HOST", variables("AZURE_AUTHORITY_HOST").value_or(login.authority));
  if (!authority) return std::move(authority).error();
  login.authority = *std::move(authority);
  if (!login.client_secret.empty() && (!is_version_name(login.tenant_id) || login.client_id.empty())) {
    return login_error("missing_login",
                       "AZURE_CLIENT_SECRET needs AZURE_TENANT_ID and AZURE_CLIENT_ID beside it: whose secret is it?");
  }
  return login;
}

Result<oauth::Tokens> AzureLogin::log_in(const Channel& channel) const {
  return client_secret.empty() ? by_identity(channel) : by_secret(channel);
}

// RFC 6749 section 4.4.
Result<oauth::Tokens> AzureLogin::by_secret(const Channel& channel) const {
  SecretText body;
  body.add_field("grant_type", "client_credentials").add_field("client_id", client_id);
  body.add_field("client_secret", client_secret.reveal()).add_field("scope", std::string(kResource) + "/.default");
  Result<secrets::Secret> form = body.finish();
  if (!form) return std::move(form).error();
  Call call{.method = "POST", .url = authority + "/" + tenant_id + "/oauth2/v2.0/token"};
  call.body = *std::move(form);
  call.content_type = "application/x-www-form-urlencoded";
  return read_access_token(channel.send(std::move(call)), kEntra, channel.clock());
}

Result<oauth::Tokens> AzureLogin::by_identity(const Channel& channel) const {
  Call call;
  if (identity_endpoint.empty()) {
    call.url = metadata + "/metadata/identity/oauth2/token?api-version=2018-02-01";
    call.headers.emplace_back("Metadata: true");
  } else {
    call.url = identity_endpoint;
    append_query(call.url, "api-version", "2019-08-01");
    Result<secrets::Secret> line = header_line("X-IDENTITY-HEADER: ", identity_header.reveal());
    if (!line) return std::move(line).error();
    call.authorization = *std::move(line);
  }
  append_query(call.url, "resource", kResource);
  if (!client_id.empty()) append_query(call.url, "client_id", client_id);
  const Channel near = channel.with_times({std::chrono::seconds(10), std::chrono::seconds(2), 3});
  return read_access_token(near.send(std::move(call)), kIdentity, channel.clock());
}

}  // namespace cfy::managers
