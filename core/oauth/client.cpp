#include "oauth/client.hpp"

#include <algorithm>

#include "oauth/browser.hpp"
#include "oauth/loopback_receiver.hpp"
#include "oauth/pkce.hpp"
#include "oauth/refusal.hpp"

namespace cfy::oauth {
namespace {

// Which login it is, for a store that several clients share.
std::string store_name(const ClientSettings& settings) {
  return "oauth/" + base64url_sha256(settings.issuer + "\n" + settings.identity.id);
}

ClientIdentity identity_of(const ClientSettings& settings) {
  ClientIdentity identity = settings.identity;
  identity.signer = settings.signer.get();
  return identity;
}

Error login_needed() {
  return refused("refresh_token", "login_needed", "Nobody has logged in; log in first (connectify login).");
}

Error scope_missing() {
  return configuration_error("scope",
                             "It is not said what the login is for: name the operations that will be called "
                             "(CONNECTIFY_OPERATIONS), a role, or the scope itself, such as devices:read.");
}

const DpopKey* pointer_to(const std::optional<DpopKey>& key) noexcept { return key ? &*key : nullptr; }

// What a token's answer becomes in a store. `wanted` is what it was asked for.
KeptToken kept(Tokens& tokens, TokenPurpose wanted, const Clock& clock) {
  KeptToken token;
  token.purpose = std::move(wanted);
  token.granted = std::move(tokens.scope);
  token.token = std::move(tokens.access_token);
  token.dpop = tokens.dpop;
  token.lifetime = tokens.expires_in;
  // The lifetime began when it was asked for; the wall clock says when that was to other processes.
  const auto now = clock.steady_now();
  const auto age = now - tokens.begun_at.value_or(now);
  token.begun_at = clock.wall_now() - std::chrono::duration_cast<std::chrono::system_clock::duration>(age);
  return token;
}

// The query of an address, whose part before it is what the server was told.
Result<std::string_view> query_of(std::string_view answer, const std::string& redirect_uri) {
  const std::size_t mark = answer.find('?');
  if (mark == std::string_view::npos || answer.substr(0, mark).find("://") == std::string_view::npos) return answer;
  if (answer.substr(0, mark) != redirect_uri) {
    return refused("redirect_uri", "redirect_uri_wrong", "The answer came to another address than the one asked for.");
  }
  const std::string_view query = answer.substr(mark + 1);
  return query.substr(0, query.find('#'));
}

}  // namespace

Result<std::shared_ptr<Client>> Client::make(ClientSettings settings, const Clock& clock) {
  if (settings.identity.id.empty()) {
    return configuration_error("client_id",
                               "client_id is missing; set CONNECTIFY_CLIENT_ID or give it as an argument.");
  }
  std::sort(settings.scope.begin(), settings.scope.end());
  if (Result<std::string> url = metadata_url(settings.issuer, MetadataKind::oauth); !url) return std::move(url).error();
  return std::shared_ptr<Client>(new Client(std::move(settings), clock));
}

Client::Client(ClientSettings settings, const Clock& clock)
    : settings_(std::move(settings)),
      clock_(clock),
      server_(settings_.issuer, identity_of(settings_), settings_.sender, clock),
      keeper_(
          settings_.store, store_name(settings_),
          [this](LoginRecord record, const TokenPurpose& purpose) { return ask(std::move(record), purpose); },
          settings_.times, clock) {}

Client::~Client() { close(); }

TokenPurpose Client::purpose_of(const std::vector<std::string>& scope) const {
  TokenPurpose purpose{scope, settings_.resource};
  std::sort(purpose.scope.begin(), purpose.scope.end());
  return purpose;
}

bool Client::wants_id_token() const {
  return std::find(settings_.scope.begin(), settings_.scope.end(), "openid") != settings_.scope.end();
}

Result<std::optional<DpopKey>> Client::new_key() const {
  if (!settings_.dpop) return std::optional<DpopKey>();
  Result<DpopKey> key = DpopKey::generate();
  if (!key) return std::move(key).error();
  return std::optional(*std::move(key));
}

Result<Client::Login> Client::begin_login(std::string_view redirect_uri, transport::Cancellation* cancellation) {
  if (settings_.scope.empty()) return scope_missing();
  Result<std::optional<DpopKey>> key = new_key();
  if (!key) return std::move(key).error();
  AuthorizationWish wish;
  wish.client_id = settings_.identity.id;
  wish.redirect_uri = redirect_uri.empty() ? settings_.redirect_uri : std::string(redirect_uri);
  wish.scope = settings_.scope;
  wish.openid = wants_id_token();
  wish.resource = settings_.resource;
  if (*key) wish.dpop_jkt = (*key)->signer().thumbprint();
  Result<Authorization> authorization = server_.authorize(wish, cancellation);
  if (!authorization) return std::move(authorization).error();
  Login login{*std::move(authorization), *std::move(key), std::nullopt, std::nullopt, std::nullopt};
  return login;
}

Result<TokenCache::Held> Client::finish_login(Login& login, std::string_view answer,
                                              transport::Cancellation* cancellation) {
  Authorization& authorization = login.authorization;
  const Result<std::string_view> query = query_of(answer, authorization.redirect_uri());
  if (!query) return query.error();
  const Result<secrets::Secret> code = authorization.take_code(*query);
  if (!code) return code.error();
  Result<Tokens> tokens =
      server_.redeem(authorization, *code, {settings_.scope, settings_.resource, pointer_to(login.key), cancellation});
  if (!tokens) return std::move(tokens).error();
  if (!authorization.nonce().empty()) {
    const Result<std::string> claims = server_.verify_id_token(*tokens, authorization.nonce());
    if (!claims) return claims.error();
  }
  return keep_login(*std::move(tokens), login.key);
}

Result<Client::Login> Client::open_browser(transport::Cancellation* cancellation) {
  Result<LoopbackReceiver> receiver = LoopbackReceiver::listen(settings_.redirect_uri);
  if (!receiver) return std::move(receiver).error();
  Result<Login> login = begin_login(receiver->redirect_uri(), cancellation);
  if (!login) return login;
  login->receiver.emplace(*std::move(receiver));
  Result<secrets::StartedCommand> browser = oauth::open_browser(login->authorization.url(), settings_.browser);
  if (browser) {
    login->browser.emplace(*std::move(browser));
  } else {
    login->not_opened = std::move(browser).error();
  }
  return login;
}

Result<TokenCache::Held> Client::wait_for_browser(Login& login, std::chrono::milliseconds patience,
                                                  transport::Cancellation* cancellation) {
  if (!login.receiver) {
    return validation_error("login", "no_receiver", "The browser does not come back here; give its answer instead.");
  }
  Result<TokenCache::Held> held = make_error(ErrorCode::internal, "The login ended without an answer.");
  // The tokens are fetched before the browser is answered: its page says how the login really ended.
  const auto judge = [&](std::string_view query) -> Result<void> {
    held = finish_login(login, query, cancellation);
    return held ? Result<void>() : Result<void>(held.error());
  };
  Result<void> received = login.receiver->receive(judge, patience, cancellation);
  if (!received) return std::move(received).error();
  return held;
}

Result<Client::DeviceLogin> Client::begin_device_login(transport::Cancellation* cancellation) {
  if (settings_.scope.empty()) return scope_missing();
  Result<std::optional<DpopKey>> key = new_key();
  if (!key) return std::move(key).error();
  Result<DeviceCode> code = server_.begin_device({settings_.scope, settings_.resource, nullptr, cancellation});
  if (!code) return std::move(code).error();
  return DeviceLogin{*std::move(code), *std::move(key)};
}

Result<TokenCache::Held> Client::finish_device_login(const DeviceLogin& login, transport::Cancellation* cancellation) {
  const TokenRequest request{settings_.scope, settings_.resource, pointer_to(login.key), cancellation};
  Result<Tokens> tokens = wait_for_device(
      login.code, [&] { return server_.ask_device(login.code, request); }, cancellation, clock_);
  if (!tokens) return std::move(tokens).error();
  return keep_login(*std::move(tokens), login.key);
}

Result<TokenCache::Held> Client::keep_login(Tokens tokens, const std::optional<DpopKey>& key) {
  LoginRecord record;
  record.refresh_token = tokens.refresh_token;
  record.scope = tokens.scope;
  if (key) record.dpop_key = key->pem();
  const TokenPurpose all = purpose_of({});
  record.keep(kept(tokens, all, clock_));
  if (Result<void> begun = keeper_.begin(record); !begun) return std::move(begun).error();
  return keeper_.tokens(all);
}

// Renews what `record` keeps, under the keeper's lease.
Result<LoginRecord> Client::ask(LoginRecord record, const TokenPurpose& purpose) {
  const bool by_itself = record.refresh_token.empty();
  if (by_itself && settings_.grant != Grant::client_credentials) return login_needed();
  std::optional<DpopKey> key;
  if (!record.dpop_key.empty()) {
    Result<DpopKey> known = DpopKey::from_pem(record.dpop_key);
    if (!known) return std::move(known).error();
    key = *std::move(known);
  } else if (by_itself) {
    Result<std::optional<DpopKey>> made = new_key();
    if (!made) return std::move(made).error();
    key = *std::move(made);
    if (key) record.dpop_key = key->pem();
  }
  const std::vector<std::string>& all = by_itself ? settings_.scope : record.scope;
  if (all.empty()) return scope_missing();
  const TokenRequest request{purpose.scope.empty() ? all : purpose.scope, purpose.resource, pointer_to(key), nullptr};
  Result<Tokens> tokens =
      by_itself ? server_.client_credentials(request) : server_.refresh(record.refresh_token, record.scope, request);
  if (!tokens) return std::move(tokens).error();
  // A server that doesn't rotate refresh tokens sends none.
  if (!by_itself && !tokens->refresh_token.empty()) record.refresh_token = std::move(tokens->refresh_token);
  record.keep(kept(*tokens, purpose, clock_));
  return record;
}

Result<TokenCache::Held> Client::tokens(const std::vector<std::string>& scope) {
  return settings_.auto_refresh ? keeper_.tokens(purpose_of(scope)) : keeper_.present(purpose_of(scope));
}

void Client::refused(const std::vector<std::string>& scope, const secrets::Secret& access_token) {
  keeper_.refused(purpose_of(scope), access_token);
}

Result<TokenCache::Held> Client::refresh(const std::vector<std::string>& scope) {
  return keeper_.renewed(purpose_of(scope));
}

Result<std::optional<std::vector<std::string>>> Client::granted(const std::vector<std::string>& scope) {
  const Result<std::optional<LoginRecord>> record = keeper_.record();
  if (!record) return record.error();
  if (!*record) return std::optional<std::vector<std::string>>();
  if (const KeptToken* const kept = (*record)->find(purpose_of(scope))) return std::optional(kept->granted);
  if ((*record)->refresh_token.empty()) return std::optional<std::vector<std::string>>();
  return std::optional((*record)->scope);
}

Result<Tokens> Client::exchange(const TokenExchange& exchange, const std::vector<std::string>& scope,
                                const std::string& resource) {
  return server_.exchange(exchange, {scope.empty() ? settings_.scope : scope, resource, nullptr, nullptr});
}

// The refresh token takes its family with it at most servers; the others are told of each (RFC 7009 section 2.1).
Result<void> Client::revoke_tokens(const LoginRecord& record) {
  if (!record.refresh_token.empty()) {
    if (Result<void> ended = server_.revoke(record.refresh_token, "refresh_token"); !ended) return ended;
  }
  for (const KeptToken& kept : record.tokens) {
    if (Result<void> ended = server_.revoke(kept.token, "access_token"); !ended) return ended;
  }
  return {};
}

Result<bool> Client::log_out() {
  const Result<std::optional<LoginRecord>> record = keeper_.record();
  if (!record) return record.error();
  if (!*record) return false;
  if (Result<void> ended = revoke_tokens(**record); !ended) return std::move(ended).error();
  return keeper_.forget();
}

Result<bool> Client::revoke_all() {
  const Result<std::optional<LoginRecord>> record = keeper_.record();
  const Result<bool> forgotten = keeper_.forget();
  if (record && *record) {
    if (Result<void> ended = revoke_tokens(**record); !ended) return std::move(ended).error();
  }
  if (!record) return record.error();
  return forgotten;
}

}  // namespace cfy::oauth
