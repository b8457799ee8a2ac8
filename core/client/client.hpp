#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "client/answer.hpp"
#include "client/bearer.hpp"
#include "client/call_log.hpp"
#include "client/call_options.hpp"
#include "client/catalog.hpp"
#include "client/settings.hpp"
#include "client/token_access.hpp"
#include "privilege/access.hpp"
#include "privilege/usage_recorder.hpp"
#include "transport/engine_holder.hpp"

namespace cfy::oauth {
class Client;
struct Tokens;
}  // namespace cfy::oauth

namespace cfy::client {

class LiveCredentials;
class OAuthCredential;

// Told the outcome of a submitted call exactly once, on the engine's thread. Must not throw.
using Completed = std::function<void(std::int64_t id, Result<Answer>)>;

// The one place where the modules meet: settings, operations, sanitizing and transport. Any number of threads may use
// one.
class Client : public std::enable_shared_from_this<Client> {
 public:
  // Resolves and checks the settings, loads the trust store. Touches no network.
  //
  // Acts with the API key; without one, with the access tokens of `login`, or of the one that the settings describe.
  static Result<std::shared_ptr<Client>> make(const SettingArguments& arguments,
                                              std::shared_ptr<oauth::Client> login = nullptr);
  // The same from settings that were resolved before.
  static Result<std::shared_ptr<Client>> make(Settings settings, std::shared_ptr<oauth::Client> login = nullptr);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Calls an operation and waits. `arguments_json` is a JSON object in UTF-8.
  Result<Answer> call(std::string_view operation, std::string_view arguments_json, const CallOptions& options);

  // Begins an operation; answers its id. After an error `completed` is not called.
  Result<std::int64_t> submit(std::string_view operation, std::string_view arguments_json, const CallOptions& options,
                              Completed completed);
  void cancel(std::int64_t id);

  // One connection of a stream; an EventStream makes them one after another. It bears what its sink has seen last, and
  // begins at `not_before`.
  struct StreamConnection {
    std::shared_ptr<transport::BodySink> sink;
    std::string last_event_id;
    std::chrono::steady_clock::time_point not_before{};
  };
  // Told once how a connection ended: with the status of a success that has no more to say, or an error.
  using StreamEnded = std::function<void(Result<int>)>;
  Result<std::int64_t> connect(const Operation& stream, std::string_view arguments_json, const CallOptions& options,
                               StreamConnection connection, StreamEnded ended);
  // Goes on with a connection whose sink said `pause`.
  void resume(std::int64_t id);

  // Ends everything that is under way with `cancelled`; every later call answers `cancelled`. Of a client that was
  // narrowed from another it ends only what is called later: what they share is the other one's to close.
  void close();

  // A client that can do less: what the role allows, of what this one may do. They share connections, counts and
  // credential; of a login it acts with tokens of the role's scopes, where the server gives such (OAuthCredential). `roles_json` defines roles beside the built-in ones (privilege::RoleBook); empty: none. Fails with validation
  // (unknown_role, a document that will not do) or permission (role_widening).
  [[nodiscard]] Result<std::shared_ptr<Client>> as_role(std::string_view role, std::string_view roles_json) const;

  // What the login that it acts with is known to be granted; nothing where that is not known, or it acts with a key.
  [[nodiscard]] Result<std::optional<privilege::ScopeSet>> granted_to_login() const;

  // Whether an operation would be sent, and why. `resource`: the id that it would act on; absent for none.
  [[nodiscard]] Result<privilege::Decision> explain(std::string_view operation,
                                                    std::optional<std::string_view> resource) const;

  [[nodiscard]] Result<const Operation*> find(std::string_view operation) const { return catalog_->find(operation); }
  [[nodiscard]] const Catalog& catalog() const noexcept { return *catalog_; }
  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }
  // Of its calls, and of those of clients that share its connections.
  [[nodiscard]] CallLog& log() const noexcept { return *log_; }
  [[nodiscard]] privilege::UsageRecorder& usage() const noexcept { return *usage_; }
  // The login that it acts with; null where it acts with an API key, or with nothing.
  [[nodiscard]] std::shared_ptr<oauth::Client> login() const;

 private:
  struct Prepared;

  Result<transport::Engine*> engine();
  Client(Settings settings, std::shared_ptr<const Catalog> catalog, transport::ExchangeSettings exchange,
         privilege::Access access, std::shared_ptr<BearerSource> bearer);
  Client(const Client& wider, privilege::Access narrower);
  Result<Prepared> prepare_call(std::string_view operation, std::string_view arguments_json,
                                const CallOptions& options) const;
  Result<Prepared> prepare(const Operation& operation, std::string_view arguments_json,
                           const CallOptions& options) const;
  Result<void> allow(const privilege::Access& access, const Prepared& prepared) const;
  Result<void> bear_credential(Prepared& prepared) const;
  Result<std::shared_ptr<const oauth::Tokens>> bear_token(const Prepared& prepared, transport::Request& request) const;
  Result<Answer> call_now(std::string_view operation, std::string_view arguments_json, const CallOptions& options);
  Result<std::int64_t> begin(Prepared prepared, const CallOptions& options, Completed completed, CallLog::Time begun);
  Result<std::optional<privilege::Access>> access_by_token() const;
  [[nodiscard]] secrets::Secret key_used(const Prepared& prepared) const;
  Result<transport::Response> perform(Prepared& prepared, transport::Cancellation* cancellation, secrets::Secret& used);
  [[nodiscard]] bool uses_token(const Operation& operation) const;
  Result<void> sign_each_attempt(transport::Request& request) const;
  Result<void> prepare_retries(const Operation& operation, const CallOptions& options,
                               transport::Request& request) const;

  const Settings settings_;
  const std::shared_ptr<const Catalog> catalog_;
  const std::shared_ptr<transport::EngineHolder> engines_;
  const std::shared_ptr<privilege::UsageRecorder> usage_;
  const privilege::Access access_;
  const bool narrowed_;
  const std::shared_ptr<BearerSource> bearer_;
  std::shared_ptr<LiveCredentials> credentials_;  // those that secret managers keep; never null
  std::shared_ptr<OAuthCredential> tokens_;       // acted with where there is no API key; null if there are none
  std::shared_ptr<TokenAccess> token_access_;     // what a token allows; null if none is asked for that
  const std::shared_ptr<CallLog> log_;
  std::atomic<bool> closed_{false};
};

}  // namespace cfy::client
