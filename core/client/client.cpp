#include "client/client.hpp"

#include <utility>
#include <vector>

#include "client/credential_identity.hpp"
#include "client/exchange_settings.hpp"
#include "client/live_credentials.hpp"
#include "client/login_scope.hpp"
#include "client/oauth_credential.hpp"
#include "client/oauth_settings.hpp"
#include "client/state_files.hpp"
#include "secrets/redactor.hpp"

namespace cfy::client {
namespace {

// Whatever this process shows, its credentials are not in it. One that is too short to be told from other text is no
// reason to refuse the client.
void mask_from_now_on(const Settings& settings) {
  for (const secrets::Secret* secret :
       {&settings.api_key, &settings.api_secret, &settings.client_secret, &settings.client_private_key,
        &settings.token_store_password, &settings.token_store_passphrase}) {
    if (secret->size() >= secrets::Redactor::kValueMin)
      static_cast<void>(secrets::Redactor::of_process()->add(*secret));
  }
}

// What is known of the grant: what the caller says, unless the platform is to decide.
Result<std::optional<privilege::ScopeSet>> known_grant(const Settings& settings) {
  if (settings.scope.empty() || !settings.check_scopes) return std::optional<privilege::ScopeSet>();
  auto granted = privilege::ScopeSet::parse(settings.scope);
  if (!granted) return std::move(granted).error();
  return std::optional(*std::move(granted));
}

std::shared_ptr<privilege::UsageRecorder> make_recorder(const Settings& settings, const Catalog& catalog) {
  std::vector<std::string> names;
  for (const privilege::GuardedOperation& operation : *catalog.guarded()) names.push_back(operation.name);
  const bool kept = settings.record_usage && names_credential(settings);
  return std::make_shared<privilege::UsageRecorder>(kept ? usage_folder(settings) : std::string(),
                                                    credential_fingerprint(settings), std::move(names));
}

}  // namespace

Result<std::shared_ptr<Client>> Client::make(const SettingArguments& arguments, std::shared_ptr<oauth::Client> login) {
  Result<Settings> settings = resolve_settings(arguments);
  if (!settings) return std::move(settings).error();
  return make(*std::move(settings), std::move(login));
}

Result<std::shared_ptr<Client>> Client::make(Settings settings, std::shared_ptr<oauth::Client> login) {
  mask_from_now_on(settings);
  Result<std::shared_ptr<const Catalog>> catalog = Catalog::embedded();
  if (!catalog) return std::move(catalog).error();
  Result<transport::ExchangeSettings> exchange = make_exchange_settings(settings);
  if (!exchange) return std::move(exchange).error();
  Result<std::shared_ptr<BearerSource>> bearer = BearerSource::make(settings.api_key, settings.api_key_source);
  if (!bearer) return std::move(bearer).error();
  Result<std::shared_ptr<LiveCredentials>> credentials = LiveCredentials::make(settings);
  if (!credentials) return std::move(credentials).error();
  const bool has_login = !settings.client_id.empty() && says_login_scope(settings);
  if (settings.api_key.empty() && !login && has_login) {
    Result<std::shared_ptr<oauth::Client>> made = make_oauth_client(settings);
    if (!made) return std::move(made).error();
    login = *std::move(made);
  }
  // What a login asks for may be more than its tokens are granted: they say so themselves.
  const bool by_token = settings.api_key.empty() && login != nullptr;
  Result<std::optional<privilege::ScopeSet>> granted = std::optional<privilege::ScopeSet>();
  if (!by_token) granted = known_grant(settings);
  if (!granted) return std::move(granted).error();
  privilege::Access access((*catalog)->guarded(), *std::move(granted),
                           std::string(environment_name(settings.environment)));
  std::shared_ptr<Client> client(new Client(std::move(settings), *std::move(catalog), *std::move(exchange),
                                            std::move(access), *std::move(bearer)));
  client->credentials_ = *std::move(credentials);
  if (login) client->tokens_ = std::make_shared<OAuthCredential>(std::move(login));
  if (by_token && client->settings_.check_scopes) {
    client->token_access_ = std::make_shared<TokenAccess>(client->access_);
  }
  Result<transport::Engine*> engine = client->engine();
  if (!engine) return std::move(engine).error();
  return client;
}

Client::Client(Settings settings, std::shared_ptr<const Catalog> catalog, transport::ExchangeSettings exchange,
               privilege::Access access, std::shared_ptr<BearerSource> bearer)
    : settings_(std::move(settings)),
      catalog_(std::move(catalog)),
      engines_(std::make_shared<transport::EngineHolder>(
          std::move(exchange), transport::PacingSettings{.circuit_failures = settings_.circuit_failures})),
      usage_(make_recorder(settings_, *catalog_)),
      access_(std::move(access)),
      narrowed_(false),
      bearer_(std::move(bearer)),
      log_(std::make_shared<CallLog>(log_detail(settings_))) {}

Client::Client(const Client& wider, privilege::Access narrower)
    : enable_shared_from_this(),
      settings_(wider.settings_),
      catalog_(wider.catalog_),
      engines_(wider.engines_),
      usage_(wider.usage_),
      access_(std::move(narrower)),
      narrowed_(true),
      bearer_(wider.bearer_),
      credentials_(wider.credentials_),
      tokens_(wider.tokens_),
      token_access_(wider.token_access_ ? std::make_shared<TokenAccess>(access_) : nullptr),
      log_(wider.log_) {}

Client::~Client() { close(); }

Result<std::shared_ptr<Client>> Client::as_role(std::string_view role, std::string_view roles_json) const {
  privilege::RoleBook book(catalog_->scopes());
  if (!roles_json.empty()) {
    if (auto added = book.add(roles_json); !added) return std::move(added).error();
  }
  const auto found = book.find(role);
  if (!found) return found.error();
  const auto by_token = access_by_token();
  if (!by_token) return by_token.error();
  if (*by_token) {
    if (auto narrower = (*by_token)->narrowed_to(**found); !narrower) return std::move(narrower).error();
  }
  auto narrower = access_.narrowed_to(**found);
  if (!narrower) return std::move(narrower).error();
  std::shared_ptr<Client> client(new Client(*this, *std::move(narrower)));
  if (client->tokens_) client->tokens_ = tokens_->narrowed_to((*found)->scopes().names());
  return client;
}

// With what the login is known to be granted; nothing where that is not asked, or not known.
Result<std::optional<privilege::Access>> Client::access_by_token() const {
  if (!token_access_) return std::optional<privilege::Access>();
  auto granted = granted_to_login();
  if (!granted) return std::move(granted).error();
  if (!*granted) return std::optional<privilege::Access>();
  return std::optional(access_.with_granted(**std::move(granted)));
}

Result<std::optional<privilege::ScopeSet>> Client::granted_to_login() const {
  if (!tokens_ || !settings_.api_key.empty()) return std::optional<privilege::ScopeSet>();
  auto granted = tokens_->granted();
  if (!granted) return std::move(granted).error();
  if (!*granted) return std::optional<privilege::ScopeSet>();
  return std::optional(privilege::ScopeSet(**std::move(granted)));
}

Result<privilege::Decision> Client::explain(std::string_view operation,
                                            std::optional<std::string_view> resource) const {
  const auto found = catalog_->find(operation);
  if (!found) return found.error();
  const auto by_token = access_by_token();
  if (!by_token) return by_token.error();
  return (*by_token ? **by_token : access_).explain((*found)->number, resource);
}

std::shared_ptr<oauth::Client> Client::login() const { return tokens_ ? tokens_->login() : nullptr; }

Result<transport::Engine*> Client::engine() {
  if (closed_.load(std::memory_order_acquire)) return transport::closed_error();
  return engines_->get();
}

void Client::close() {
  closed_.store(true, std::memory_order_release);
  if (narrowed_) return;
  credentials_->close();
  engines_->close();
  static_cast<void>(usage_->save());
}

}  // namespace cfy::client
