#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "oauth/authorization_server.hpp"
#include "oauth/loopback_receiver.hpp"
#include "oauth/token_keeper.hpp"
#include "secrets/command.hpp"
#include "store/store.hpp"

namespace cfy::oauth {

// For whom tokens are asked for where nobody has logged in.
enum class Grant : std::uint8_t {
  login,               // a user: somebody has to log in
  client_credentials,  // the client itself
};

struct ClientSettings {
  std::string issuer;
  ClientIdentity identity;  // its signer is `signer`, if there is one
  std::shared_ptr<const Signer> signer;
  Grant grant = Grant::login;
  std::string redirect_uri = "http://127.0.0.1/callback";  // without a port: the system's choice
  std::vector<std::string> scope;
  std::string resource;              // RFC 8707; empty: the server's choice
  bool dpop = false;                 // tokens are to be bound to a key of ours
  bool auto_refresh = true;          // tokens() renews what comes to its end; otherwise refresh() alone does
  std::vector<std::string> browser;  // a command; empty: the system's
  std::shared_ptr<store::Store> store;
  SenderSettings sender;
  TokenKeeper::Times times;
};

// One client's login at one authorization server: how it begins, is kept and renewed, and ends. What the rest of the
// library, and the C interface, use of this module. Any number of threads.
//
// Errors of all are those of AuthorizationServer and TokenKeeper.
class Client {
 public:
  // Touches no network. Errors (configuration): client_id is missing. Without a scope a login can be used that there is,
  // and none begun (configuration, field scope).
  static Result<std::shared_ptr<Client>> make(ClientSettings settings, const Clock& clock = system_clock());
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // A login by browser under way.
  struct Login {
    Authorization authorization;
    std::optional<DpopKey> key;
    std::optional<LoopbackReceiver> receiver;        // nothing: the browser comes back to the caller
    std::optional<secrets::StartedCommand> browser;  // nothing: nobody has opened it
    std::optional<Error> not_opened;                 // why
  };
  // For callers that send the user's browser themselves, and are come back to at the settings' redirect URI or at
  // another registered one.
  Result<Login> begin_login(std::string_view redirect_uri, transport::Cancellation* cancellation);
  // `answer` is the query that the user came back with, or the whole address. What is wrong with it is refused as
  // Authorization::take_code() says; (oauth, field redirect_uri) redirect_uri_wrong: the address is another one.
  Result<TokenCache::Held> finish_login(Login& login, std::string_view answer, transport::Cancellation* cancellation);

  // For programs on the user's machine: opens the browser, which comes back to this process. Where it can't be opened,
  // the user has to be shown the address.
  Result<Login> open_browser(transport::Cancellation* cancellation);
  Result<TokenCache::Held> wait_for_browser(Login& login, std::chrono::milliseconds patience,
                                            transport::Cancellation* cancellation);

  // The same where there is no browser: `show` the user the code, and wait.
  struct DeviceLogin {
    DeviceCode code;
    std::optional<DpopKey> key;
  };
  Result<DeviceLogin> begin_device_login(transport::Cancellation* cancellation);
  Result<TokenCache::Held> finish_device_login(const DeviceLogin& login, transport::Cancellation* cancellation);

  // A token that is good now, renewed if it has to be. `scope` is all that was granted unless it names less; more is
  // refused (scope_wider). Errors: (oauth, field refresh_token) login_needed where nobody has logged in; without
  // auto_refresh (oauth, field access_token) token_ended: there is none that is still good.
  Result<TokenCache::Held> tokens(const std::vector<std::string>& scope = {});
  // Says that the API refused a token (401), so that the next call brings another.
  void refused(const std::vector<std::string>& scope, const secrets::Secret& access_token);
  // One that is newer than what there is.
  Result<TokenCache::Held> refresh(const std::vector<std::string>& scope = {});

  // What is granted as far as the store says, without asking the server: to the token that is kept for this scope, else to
  // the login. Nothing where nobody has logged in, and where the client asks for itself and has not asked yet.
  Result<std::optional<std::vector<std::string>>> granted(const std::vector<std::string>& scope = {});

  // For another service or with less power: kept nowhere (RFC 8693).
  Result<Tokens> exchange(const TokenExchange& exchange, const std::vector<std::string>& scope,
                          const std::string& resource);
  Result<std::string> introspect(const secrets::Secret& token) { return server_.introspect(token, "access_token"); }

  // Ends one token.
  Result<void> revoke(const secrets::Secret& token) { return server_.revoke(token, "access_token"); }
  // Ends the login at the server and then here; where the server can't be told, the login stays. Whether there was one.
  Result<bool> log_out();
  // After a suspected compromise: forgets the login and its key first, and tells the server whatever happens.
  Result<bool> revoke_all();

  [[nodiscard]] const std::vector<std::string>& scope() const noexcept { return settings_.scope; }
  [[nodiscard]] const std::string& resource() const noexcept { return settings_.resource; }
  void close() { server_.close(); }

 private:
  Client(ClientSettings settings, const Clock& clock);
  [[nodiscard]] TokenPurpose purpose_of(const std::vector<std::string>& scope) const;
  [[nodiscard]] bool wants_id_token() const;
  Result<std::optional<DpopKey>> new_key() const;
  Result<TokenCache::Held> keep_login(Tokens tokens, const std::optional<DpopKey>& key);
  Result<LoginRecord> ask(LoginRecord record, const TokenPurpose& purpose);
  Result<void> revoke_tokens(const LoginRecord& record);

  const ClientSettings settings_;
  const Clock& clock_;
  AuthorizationServer server_;
  TokenKeeper keeper_;
};

}  // namespace cfy::oauth
