/**
 * @file connectify/oauth.hpp
 * @brief The C++17 face of <connectify/oauth.h>.
 */
#ifndef CONNECTIFY_OAUTH_HPP
#define CONNECTIFY_OAUTH_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "connectify.hpp"
#include "oauth.h"

namespace connectify {

/// An access token, and what is known of it.
class Token {
 public:
  explicit Token(cfy_token* owned) noexcept : handle_(owned) {}

  Secret access_token() const {
    cfy_secret* secret = nullptr;
    detail::check(cfy_token_access_token(handle_.get(), &secret));
    return Secret(secret);
  }
  std::string scope() const { return cfy_token_scope(handle_.get()); }
  /// `Bearer` or `DPoP`.
  std::string type() const { return cfy_token_type(handle_.get()); }
  /// Nothing if the server didn't say.
  std::optional<std::chrono::seconds> expires_in() const {
    const std::int64_t seconds = cfy_token_expires_in(handle_.get());
    return seconds < 0 ? std::nullopt : std::optional(std::chrono::seconds(seconds));
  }

 private:
  detail::Handle<cfy_token, cfy_token_free> handle_;
};

/// A login by browser under way.
class Authorization {
 public:
  explicit Authorization(cfy_authorization* owned) noexcept : handle_(owned) {}

  std::string url() const { return cfy_authorization_url(handle_.get()); }
  bool browser_opened() const noexcept { return cfy_authorization_browser_opened(handle_.get()) != 0; }
  cfy_authorization* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<cfy_authorization, cfy_authorization_free> handle_;
};

/// A login by a code that the user types elsewhere, under way.
class DeviceLogin {
 public:
  explicit DeviceLogin(cfy_device_login* owned) noexcept : handle_(owned) {}

  std::string user_code() const { return cfy_device_login_user_code(handle_.get()); }
  std::string verification_uri() const { return cfy_device_login_verification_uri(handle_.get()); }
  std::string verification_uri_complete() const { return cfy_device_login_verification_uri_complete(handle_.get()); }
  const cfy_device_login* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<cfy_device_login, cfy_device_login_free> handle_;
};

/// One client at one authorization server, with its login.
class OAuth {
 public:
  /// The login that a client acts with.
  explicit OAuth(const Client& client) {
    cfy_oauth* made = nullptr;
    detail::check(cfy_client_oauth(client.get(), &made));
    handle_.reset(made);
  }
  explicit OAuth(const Config& config) {
    cfy_oauth* made = nullptr;
    detail::check(cfy_oauth_new(config.get(), &made));
    handle_.reset(made);
  }

  /// Without a redirect URI: that of the settings.
  Authorization get_authorization_url(std::optional<std::string_view> redirect_uri = std::nullopt,
                                      const Cancel* cancel = nullptr) const {
    cfy_authorization* made = nullptr;
    detail::check(cfy_oauth_get_authorization_url(handle_.get(), text(redirect_uri), size(redirect_uri),
                                                  switch_of(cancel), &made));
    return Authorization(made);
  }
  Token exchange_code_for_token(const Authorization& authorization, std::string_view answer,
                                const Cancel* cancel = nullptr) const {
    cfy_token* made = nullptr;
    detail::check(cfy_oauth_exchange_code_for_token(handle_.get(), authorization.get(), answer.data(), answer.size(),
                                                    switch_of(cancel), &made));
    return Token(made);
  }
  Authorization open_browser(const Cancel* cancel = nullptr) const {
    cfy_authorization* made = nullptr;
    detail::check(cfy_oauth_open_browser(handle_.get(), switch_of(cancel), &made));
    return Authorization(made);
  }
  Token wait_for_browser(const Authorization& authorization, std::chrono::milliseconds timeout,
                         const Cancel* cancel = nullptr) const {
    cfy_token* made = nullptr;
    detail::check(
        cfy_oauth_wait_for_browser(handle_.get(), authorization.get(), timeout.count(), switch_of(cancel), &made));
    return Token(made);
  }
  Token login(const Cancel* cancel = nullptr) const {
    cfy_token* made = nullptr;
    detail::check(cfy_oauth_login(handle_.get(), switch_of(cancel), &made));
    return Token(made);
  }
  DeviceLogin begin_device_login(const Cancel* cancel = nullptr) const {
    cfy_device_login* made = nullptr;
    detail::check(cfy_oauth_begin_device_login(handle_.get(), switch_of(cancel), &made));
    return DeviceLogin(made);
  }
  Token finish_device_login(const DeviceLogin& login, const Cancel* cancel = nullptr) const {
    cfy_token* made = nullptr;
    detail::check(cfy_oauth_finish_device_login(handle_.get(), login.get(), switch_of(cancel), &made));
    return Token(made);
  }

  /// A token that is good now. Without a scope: all that was granted.
  Token token(std::optional<std::string_view> scope = std::nullopt) const {
    cfy_token* made = nullptr;
    detail::check(cfy_oauth_token(handle_.get(), text(scope), size(scope), &made));
    return Token(made);
  }
  Token refresh_token(std::optional<std::string_view> scope = std::nullopt) const {
    cfy_token* made = nullptr;
    detail::check(cfy_oauth_refresh_token(handle_.get(), text(scope), size(scope), &made));
    return Token(made);
  }
  Token exchange_token(const Secret& subject_token, std::optional<std::string_view> scope = std::nullopt,
                       std::optional<std::string_view> resource = std::nullopt) const {
    cfy_token* made = nullptr;
    detail::check(cfy_oauth_exchange_token(handle_.get(), subject_token.get(), text(scope), size(scope), text(resource),
                                           size(resource), &made));
    return Token(made);
  }
  /// JSON: what the server says of a token.
  std::string introspect(const Secret& token) const {
    cfy_buffer* said = nullptr;
    detail::check(cfy_oauth_introspect(handle_.get(), token.get(), &said));
    return Buffer(said).str();
  }

  void revoke_token(const Secret& token) const { detail::check(cfy_oauth_revoke_token(handle_.get(), token.get())); }
  /// Whether there was a login.
  bool revoke() const {
    int existed = 0;
    detail::check(cfy_oauth_revoke(handle_.get(), &existed));
    return existed != 0;
  }
  bool revoke_all() const {
    int existed = 0;
    detail::check(cfy_oauth_revoke_all(handle_.get(), &existed));
    return existed != 0;
  }

  /// A client that acts with this login where no API key is set.
  Client client(const Config& config) const {
    cfy_client* made = nullptr;
    detail::check(cfy_client_new_with_oauth(config.get(), handle_.get(), &made));
    return Client(made);
  }

 private:
  static const char* text(const std::optional<std::string_view>& value) { return value ? value->data() : nullptr; }
  static std::size_t size(const std::optional<std::string_view>& value) { return value ? value->size() : 0; }
  static const cfy_cancel* switch_of(const Cancel* cancel) { return cancel == nullptr ? nullptr : cancel->get(); }

  detail::Handle<cfy_oauth, cfy_oauth_free> handle_;
};

}  // namespace connectify

#endif
