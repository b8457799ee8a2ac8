#include "connectify/oauth.h"

#include "guard.hpp"
#include "oauth_handles.hpp"

using cfy::Result;
using cfy::capi::cancellation_of;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::capi::text_argument;
using cfy::capi::token_handle;

namespace {

using cfy::oauth::Client;
constexpr std::chrono::minutes kPatience{5};

Result<void> take(Result<cfy::oauth::TokenCache::Held> held, cfy_token** out) {
  if (!held) return std::move(held).error();
  *out = token_handle(*std::move(held));
  return {};
}

}  // namespace

cfy_error* cfy_oauth_get_authorization_url(cfy_oauth* oauth, const char* redirect_uri, size_t size,
                                           const cfy_cancel* cancel, cfy_authorization** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (oauth == nullptr) return null_error("oauth");
    std::string_view uri;
    if (redirect_uri != nullptr) {
      const Result<std::string_view> text = text_argument(redirect_uri, size, "redirect_uri");
      if (!text) return text.error();
      uri = *text;
    }
    const std::shared_ptr<Client> kept = oauth->client;
    Result<Client::Login> login = kept->begin_login(uri, cancellation_of(cancel));
    if (!login) return std::move(login).error();
    *out = new cfy_authorization{*std::move(login)};
    return {};
  });
}

const char* cfy_authorization_url(const cfy_authorization* authorization) {
  return authorization == nullptr ? "" : authorization->login.authorization.url().c_str();
}

cfy_error* cfy_oauth_exchange_code_for_token(cfy_oauth* oauth, cfy_authorization* authorization, const char* answer,
                                             size_t size, const cfy_cancel* cancel, cfy_token** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (oauth == nullptr) return null_error("oauth");
    if (authorization == nullptr) return null_error("authorization");
    const Result<std::string_view> text = text_argument(answer, size, "answer");
    if (!text) return text.error();
    const std::shared_ptr<Client> kept = oauth->client;
    return take(kept->finish_login(authorization->login, *text, cancellation_of(cancel)), out);
  });
}

cfy_error* cfy_oauth_open_browser(cfy_oauth* oauth, const cfy_cancel* cancel, cfy_authorization** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (oauth == nullptr) return null_error("oauth");
    const std::shared_ptr<Client> kept = oauth->client;
    Result<Client::Login> login = kept->open_browser(cancellation_of(cancel));
    if (!login) return std::move(login).error();
    *out = new cfy_authorization{*std::move(login)};
    return {};
  });
}

int cfy_authorization_browser_opened(const cfy_authorization* authorization) {
  return authorization != nullptr && authorization->login.browser ? 1 : 0;
}

cfy_error* cfy_oauth_wait_for_browser(cfy_oauth* oauth, cfy_authorization* authorization, int64_t timeout_ms,
                                      const cfy_cancel* cancel, cfy_token** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (oauth == nullptr) return null_error("oauth");
    if (authorization == nullptr) return null_error("authorization");
    const std::shared_ptr<Client> kept = oauth->client;
    return take(
        kept->wait_for_browser(authorization->login, std::chrono::milliseconds(timeout_ms), cancellation_of(cancel)),
        out);
  });
}

cfy_error* cfy_oauth_login(cfy_oauth* oauth, const cfy_cancel* cancel, cfy_token** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (oauth == nullptr) return null_error("oauth");
    const std::shared_ptr<Client> kept = oauth->client;
    Result<Client::Login> login = kept->open_browser(cancellation_of(cancel));
    if (!login) return std::move(login).error();
    if (login->not_opened) return *login->not_opened;
    return take(kept->wait_for_browser(*login, kPatience, cancellation_of(cancel)), out);
  });
}

void cfy_authorization_free(cfy_authorization* authorization) { delete authorization; }

cfy_error* cfy_oauth_begin_device_login(cfy_oauth* oauth, const cfy_cancel* cancel, cfy_device_login** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (oauth == nullptr) return null_error("oauth");
    const std::shared_ptr<Client> kept = oauth->client;
    Result<Client::DeviceLogin> login = kept->begin_device_login(cancellation_of(cancel));
    if (!login) return std::move(login).error();
    *out = new cfy_device_login{*std::move(login)};
    return {};
  });
}

const char* cfy_device_login_user_code(const cfy_device_login* login) {
  return login == nullptr ? "" : login->login.code.user_code.c_str();
}

const char* cfy_device_login_verification_uri(const cfy_device_login* login) {
  return login == nullptr ? "" : login->login.code.verification_uri.c_str();
}

const char* cfy_device_login_verification_uri_complete(const cfy_device_login* login) {
  return login == nullptr ? "" : login->login.code.verification_uri_complete.c_str();
}

cfy_error* cfy_oauth_finish_device_login(cfy_oauth* oauth, const cfy_device_login* login, const cfy_cancel* cancel,
                                         cfy_token** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (oauth == nullptr) return null_error("oauth");
    if (login == nullptr) return null_error("login");
    const std::shared_ptr<Client> kept = oauth->client;
    return take(kept->finish_device_login(login->login, cancellation_of(cancel)), out);
  });
}

void cfy_device_login_free(cfy_device_login* login) { delete login; }
