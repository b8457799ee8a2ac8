// <connectify/oauth.hpp>: OAuth 2.0 logins. A `cancel` may be NULL.

%newobject connectify::Token::access_token;
%newobject connectify::OAuth::get_authorization_url;
%newobject connectify::OAuth::exchange_code_for_token;
%newobject connectify::OAuth::open_browser;
%newobject connectify::OAuth::wait_for_browser;
%newobject connectify::OAuth::login;
%newobject connectify::OAuth::begin_device_login;
%newobject connectify::OAuth::finish_device_login;
%newobject connectify::OAuth::token;
%newobject connectify::OAuth::refresh_token;
%newobject connectify::OAuth::exchange_token;
%newobject connectify::OAuth::client;

namespace connectify {

%nodefaultctor Token;
class Token {
 public:
  std::string scope() const;
  std::string type() const;
  %extend {
    connectify::Secret* access_token() const { return new connectify::Secret($self->access_token()); }
    // In seconds; negative if the server didn't say.
    std::int64_t expires_in() const {
      const auto left = $self->expires_in();
      return left ? static_cast<std::int64_t>(left->count()) : -1;
    }
  }
};

%nodefaultctor Authorization;
class Authorization {
 public:
  std::string url() const;
  bool browser_opened() const;
};

%nodefaultctor DeviceLogin;
class DeviceLogin {
 public:
  std::string user_code() const;
  std::string verification_uri() const;
  std::string verification_uri_complete() const;
};

class OAuth {
 public:
  explicit OAuth(const Config& config);
  // JSON.
  std::string introspect(const Secret& token) const;
  void revoke_token(const Secret& token) const;
  bool revoke() const;
  bool revoke_all() const;
  %extend {
    connectify::Authorization* get_authorization_url(std::optional<std::string_view> redirect_uri,
                                                     const connectify::Cancel* cancel) const {
      return new connectify::Authorization($self->get_authorization_url(redirect_uri, cancel));
    }
    connectify::Token* exchange_code_for_token(const connectify::Authorization& authorization, std::string_view answer,
                                               const connectify::Cancel* cancel) const {
      return new connectify::Token($self->exchange_code_for_token(authorization, answer, cancel));
    }
    connectify::Authorization* open_browser(const connectify::Cancel* cancel) const {
      return new connectify::Authorization($self->open_browser(cancel));
    }
    connectify::Token* wait_for_browser(const connectify::Authorization& authorization, std::int64_t timeout_ms,
                                        const connectify::Cancel* cancel) const {
      return new connectify::Token(
          $self->wait_for_browser(authorization, std::chrono::milliseconds(timeout_ms), cancel));
    }
    connectify::Token* login(const connectify::Cancel* cancel) const {
      return new connectify::Token($self->login(cancel));
    }
    connectify::DeviceLogin* begin_device_login(const connectify::Cancel* cancel) const {
      return new connectify::DeviceLogin($self->begin_device_login(cancel));
    }
    connectify::Token* finish_device_login(const connectify::DeviceLogin& login,
                                           const connectify::Cancel* cancel) const {
      return new connectify::Token($self->finish_device_login(login, cancel));
    }
    connectify::Token* token(std::optional<std::string_view> scope) const {
      return new connectify::Token($self->token(scope));
    }
    connectify::Token* refresh_token(std::optional<std::string_view> scope) const {
      return new connectify::Token($self->refresh_token(scope));
    }
    connectify::Token* exchange_token(const connectify::Secret& subject_token, std::optional<std::string_view> scope,
                                      std::optional<std::string_view> resource) const {
      return new connectify::Token($self->exchange_token(subject_token, scope, resource));
    }
    connectify::Client* client(const connectify::Config& config) const {
      return new connectify::Client($self->client(config));
    }
  }
};

}  // namespace connectify
