#include "connectify/oauth.h"

#include <algorithm>

#include "client/oauth_settings.hpp"
#include "guard.hpp"
#include "oauth_handles.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::capi::scope_argument;
using cfy::capi::text_argument;
using cfy::capi::token_handle;

namespace {

using Held = Result<cfy::oauth::TokenCache::Held>;

// The frame of every function that answers with a token: `ask` is given the client.
template <class Ask>
cfy_error* answer_token(cfy_oauth* oauth, cfy_token** out, Ask ask) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (oauth == nullptr) return null_error("oauth");
    const std::shared_ptr<cfy::oauth::Client> kept = oauth->client;
    Held held = ask(*kept);
    if (!held) return std::move(held).error();
    *out = token_handle(*std::move(held));
    return {};
  });
}

// The same for a login that ends.
template <class End>
cfy_error* end_login(cfy_oauth* oauth, int* existed, End end) {
  return guard([&]() -> Result<void> {
    if (existed != nullptr) *existed = 0;
    if (oauth == nullptr) return null_error("oauth");
    const std::shared_ptr<cfy::oauth::Client> kept = oauth->client;
    const Result<bool> ended = end(*kept);
    if (!ended) return ended.error();
    if (existed != nullptr) *existed = *ended ? 1 : 0;
    return {};
  });
}

}  // namespace

cfy_error* cfy_oauth_new(const cfy_config* config, cfy_oauth** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (config == nullptr) return null_error("config");
    const Result<cfy::client::Settings> settings = cfy::client::resolve_settings(config->arguments);
    if (!settings) return settings.error();
    Result<std::shared_ptr<cfy::oauth::Client>> client = cfy::client::make_oauth_client(*settings);
    if (!client) return std::move(client).error();
    *out = new cfy_oauth{*std::move(client)};
    return {};
  });
}

void cfy_oauth_free(cfy_oauth* oauth) { delete oauth; }

cfy_error* cfy_oauth_token(cfy_oauth* oauth, const char* scope, size_t size, cfy_token** out) {
  return answer_token(oauth, out, [&](cfy::oauth::Client& client) -> Held {
    const Result<std::vector<std::string>> wanted = scope_argument(scope, size);
    if (!wanted) return wanted.error();
    return client.tokens(*wanted);
  });
}

cfy_error* cfy_oauth_refresh_token(cfy_oauth* oauth, const char* scope, size_t size, cfy_token** out) {
  return answer_token(oauth, out, [&](cfy::oauth::Client& client) -> Held {
    const Result<std::vector<std::string>> wanted = scope_argument(scope, size);
    if (!wanted) return wanted.error();
    return client.refresh(*wanted);
  });
}

cfy_error* cfy_oauth_exchange_token(cfy_oauth* oauth, const cfy_secret* subject_token, const char* scope,
                                    size_t scope_size, const char* resource, size_t resource_size, cfy_token** out) {
  return answer_token(oauth, out, [&](cfy::oauth::Client& client) -> Held {
    if (subject_token == nullptr) return null_error("subject_token");
    const Result<std::vector<std::string>> wanted = scope_argument(scope, scope_size);
    if (!wanted) return wanted.error();
    std::string api;
    if (resource != nullptr) {
      const Result<std::string_view> text = text_argument(resource, resource_size, "resource");
      if (!text) return text.error();
      api = *text;
    }
    cfy::oauth::TokenExchange exchange;
    exchange.subject_token = subject_token->secret;
    Result<cfy::oauth::Tokens> tokens = client.exchange(exchange, *wanted, api);
    if (!tokens) return std::move(tokens).error();
    return std::make_shared<const cfy::oauth::Tokens>(*std::move(tokens));
  });
}

cfy_error* cfy_oauth_introspect(cfy_oauth* oauth, const cfy_secret* token, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (oauth == nullptr) return null_error("oauth");
    if (token == nullptr) return null_error("token");
    const std::shared_ptr<cfy::oauth::Client> kept = oauth->client;
    Result<std::string> said = kept->introspect(token->secret);
    if (!said) return std::move(said).error();
    *out = new cfy_buffer{*std::move(said)};
    return {};
  });
}

cfy_error* cfy_oauth_revoke_token(cfy_oauth* oauth, const cfy_secret* token) {
  return guard([&]() -> Result<void> {
    if (oauth == nullptr) return null_error("oauth");
    if (token == nullptr) return null_error("token");
    const std::shared_ptr<cfy::oauth::Client> kept = oauth->client;
    return kept->revoke(token->secret);
  });
}

cfy_error* cfy_oauth_revoke(cfy_oauth* oauth, int* existed) {
  return end_login(oauth, existed, [](cfy::oauth::Client& client) { return client.log_out(); });
}

cfy_error* cfy_oauth_revoke_all(cfy_oauth* oauth, int* existed) {
  return end_login(oauth, existed, [](cfy::oauth::Client& client) { return client.revoke_all(); });
}

cfy_error* cfy_client_new_with_oauth(const cfy_config* config, const cfy_oauth* oauth, cfy_client** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (config == nullptr) return null_error("config");
    if (oauth == nullptr) return null_error("oauth");
    Result<std::shared_ptr<cfy::client::Client>> client = cfy::client::Client::make(config->arguments, oauth->client);
    if (!client) return std::move(client).error();
    *out = new cfy_client{*std::move(client)};
    return {};
  });
}

cfy_error* cfy_client_oauth(const cfy_client* client, cfy_oauth** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (client == nullptr) return null_error("client");
    std::shared_ptr<cfy::oauth::Client> login = client->client->login();
    if (!login) {
      cfy::Error error = cfy::configuration_error(
          "client_id", "This client acts without a login; set client_id and scope, and leave api_key out.");
      error.rule = "no_login";
      return error;
    }
    *out = new cfy_oauth{std::move(login)};
    return {};
  });
}

cfy_error* cfy_token_access_token(const cfy_token* token, cfy_secret** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (token == nullptr) return null_error("token");
    *out = new cfy_secret{token->tokens->access_token};
    return {};
  });
}

const char* cfy_token_scope(const cfy_token* token) { return token == nullptr ? "" : token->scope.c_str(); }

const char* cfy_token_type(const cfy_token* token) {
  if (token == nullptr) return "";
  return token->tokens->dpop ? "DPoP" : "Bearer";
}

int64_t cfy_token_expires_in(const cfy_token* token) {
  if (token == nullptr) return 0;
  const auto& lifetime = token->tokens->expires_in;
  if (!lifetime) return -1;
  const auto now = cfy::system_clock().steady_now();
  const auto left = token->tokens->begun_at.value_or(now) + *lifetime - now;
  return std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(left).count());
}

void cfy_token_free(cfy_token* token) { delete token; }
