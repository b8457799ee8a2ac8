#include "client/client.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "client/exchange_settings.hpp"
#include "client/idempotency_key.hpp"
#include "client/live_credentials.hpp"
#include "client/oauth_credential.hpp"
#include "client/oauth_settings.hpp"
#include "client/signing.hpp"
#include "client/state_files.hpp"
#include "secrets/redactor.hpp"

namespace cfy::client {
namespace {

// The service says something at least every 15 seconds.
constexpr std::chrono::seconds kStreamSilence{60};
constexpr std::chrono::hours kStreamLength{24 * 365};
constexpr int kUnauthorized = 401;

bool is_safe_to_repeat(const Operation& operation, bool has_idempotency_key) {
  return operation.idempotent() || has_idempotency_key;
}

// Whether repeating may help is the table's word; whether it may be done is the operation's.
Error judge_retry(Error error, const Operation& operation, bool has_idempotency_key) {
  const bool safe = is_safe_to_repeat(operation, has_idempotency_key);
  if (error.code == ErrorCode::connection || error.code == ErrorCode::timeout) error.retriable |= safe;
  if (error.code == ErrorCode::server) error.retriable &= safe;
  return error;
}

Error with_attempts(Error error, int attempts) {
  error.attempts = attempts;
  if (attempts > 1) error.message += " (after " + std::to_string(attempts) + " attempts)";
  return error;
}

// Whether the credential was used: the platform let the call in, whatever became of it, or refused it for want of a
// scope. What never reached that question is no use.
void count_use(const Operation& operation, const Result<Answer>& answer, privilege::UsageRecorder& usage) noexcept {
  const bool refused = !answer && answer.error().rule == kInsufficientScope;
  const bool let_in = answer || answer.error().code == ErrorCode::not_found ||
                      answer.error().code == ErrorCode::conflict || answer.error().code == ErrorCode::validation ||
                      answer.error().code == ErrorCode::response;
  if (refused || let_in) usage.record(operation.number, refused);
  usage.save_now_and_then();
}

// The end of every call: the response judged, or the failure with its word on retries.
Result<Answer> conclude(const Operation& operation, bool has_idempotency_key, const secrets::Secret& credential,
                        privilege::UsageRecorder* usage, Result<transport::Response> response) {
  const int attempts = response ? response->attempts : response.error().attempts;
  const bool answered = response.ok();
  Result<Answer> answer =
      response ? read_answer(operation, *std::move(response), credential) : Result<Answer>(std::move(response).error());
  if (answered && usage != nullptr) count_use(operation, answer, *usage);
  if (answer) return answer;
  return with_attempts(judge_retry(std::move(answer).error(), operation, has_idempotency_key), attempts);
}

// Whatever this process shows, its credentials are not in it. One that is too short to be told from other text is no
// reason to refuse the client.
void mask_from_now_on(const Settings& settings) {
  for (const secrets::Secret* secret : {&settings.api_key, &settings.api_secret, &settings.client_secret,
                                        &settings.client_private_key, &settings.token_store_passphrase}) {
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
  const bool kept = settings.record_usage && !settings.api_key.empty();
  return std::make_shared<privilege::UsageRecorder>(kept ? usage_folder(settings) : std::string(),
                                                    settings.api_key.fingerprint(), std::move(names));
}

}  // namespace

struct Client::Prepared {
  const Operation* operation;
  transport::Request request;
  bool has_idempotency_key;      // the caller's own, so that the caller may repeat the call under it
  secrets::Secret credential{};  // the API key that goes along, where a secret manager keeps it
};

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
  const bool has_login = !settings.client_id.empty() && !settings.scope.empty();
  if (settings.api_key.empty() && !login && has_login) {
    Result<std::shared_ptr<oauth::Client>> made = make_oauth_client(settings);
    if (!made) return std::move(made).error();
    login = *std::move(made);
  }
  Result<std::optional<privilege::ScopeSet>> granted = known_grant(settings);
  if (!granted) return std::move(granted).error();
  privilege::Access access((*catalog)->guarded(), *std::move(granted),
                           std::string(environment_name(settings.environment)));
  std::shared_ptr<Client> client(new Client(std::move(settings), *std::move(catalog), *std::move(exchange),
                                            std::move(access), *std::move(bearer)));
  client->credentials_ = *std::move(credentials);
  if (login) client->tokens_ = std::make_shared<OAuthCredential>(std::move(login));
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
      bearer_(std::move(bearer)) {}

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
      tokens_(wider.tokens_) {}

Client::~Client() { close(); }

Result<std::shared_ptr<Client>> Client::as_role(std::string_view role, std::string_view roles_json) const {
  privilege::RoleBook book(catalog_->scopes());
  if (!roles_json.empty()) {
    if (auto added = book.add(roles_json); !added) return std::move(added).error();
  }
  const auto found = book.find(role);
  if (!found) return found.error();
  auto narrower = access_.narrowed_to(**found);
  if (!narrower) return std::move(narrower).error();
  return std::shared_ptr<Client>(new Client(*this, *std::move(narrower)));
}

Result<privilege::Decision> Client::explain(std::string_view operation,
                                            std::optional<std::string_view> resource) const {
  const auto found = catalog_->find(operation);
  if (!found) return found.error();
  return access_.explain((*found)->number, resource);
}

Result<transport::Engine*> Client::engine() {
  if (closed_.load(std::memory_order_acquire)) return transport::closed_error();
  return engines_->get();
}

Result<Client::Prepared> Client::prepare_call(std::string_view operation_id, std::string_view arguments_json,
                                              const CallOptions& options) const {
  Result<const Operation*> found = catalog_->find(operation_id);
  if (!found) return std::move(found).error();
  if ((*found)->is_stream) {
    return validation_error("operation", "is_stream",
                            (*found)->id + " gives events without an end; open it as a stream.");
  }
  return prepare(**found, arguments_json, options);
}

Result<Client::Prepared> Client::prepare(const Operation& operation, std::string_view arguments_json,
                                         const CallOptions& options) const {
  Result<Target> target = operation.build(arguments_json);
  if (!target) return std::move(target).error();
  if (auto allowed = access_.check(operation.number, target->resource); !allowed) {
    // What is wanted and not granted is for a review to see; what a role keeps away is not.
    if (options.counted && allowed.error().rule == "scope_not_granted") usage_->record(operation.number, true);
    return std::move(allowed).error();
  }
  if (operation.needs_credential && settings_.api_key.empty() && !tokens_) {
    return configuration_error("api_key", "api_key is missing, and " + operation.id +
                                              " needs it; set CONNECTIFY_API_KEY or give it as an argument (or set "
                                              "client_id and scope, and log in).");
  }
  if (!options.idempotency_key.empty() && !operation.takes_idempotency_key) {
    return validation_error("idempotency_key", "unknown_field",
                            operation.id + " takes no idempotency key; leave it out.");
  }
  Prepared prepared{&operation, {}, !options.idempotency_key.empty(), {}};
  prepared.request.method = operation.method;
  prepared.request.url = settings_.base_url + target->path_and_query;
  prepared.request.body = std::move(target->body);
  prepared.request.timeout = options.timeout.value_or(settings_.timeout);
  prepared.request.connect_timeout = settings_.connect_timeout;
  prepared.request.follow_redirects = settings_.follow_redirects;
  Result<void> repeatable = prepare_retries(operation, options, prepared.request);
  if (!repeatable) return std::move(repeatable).error();
  if (operation.needs_credential && !uses_token(operation)) {
    Result<void> borne = bear_credential(prepared);
    if (!borne) return std::move(borne).error();
  }
  // A POST says how long its body is, even if it has none (RFC 9110 section 8.6).
  if (!prepared.request.body && operation.method == "POST") prepared.request.body.emplace();
  if (operation.is_signed) {
    Result<void> is_signed = sign_each_attempt(prepared.request);
    if (!is_signed) return std::move(is_signed).error();
  }
  return prepared;
}

// All attempts bear the key that is current now; only once it is refused does the call go on with the one that the source
// has instead, since a rotation may have revoked it meanwhile.
Result<void> Client::bear_credential(Prepared& prepared) const {
  transport::Request& request = prepared.request;
  if (!credentials_->manages_api_key()) {
    const std::shared_ptr<const Bearer> bearer = bearer_->current();
    request.authorization = bearer->line;
    request.replace_credential = [source = bearer_, key = bearer->key](transport::Request& again) {
      try {
        const std::shared_ptr<const Bearer> other = source->other_than(key);
        if (other) again.authorization = other->line;
        return other != nullptr;
      } catch (const std::exception&) {  // no memory: the refusal stands
        return false;
      }
    };
    return {};
  }
  const Result<LiveCredentials::ApiKey> key = credentials_->api_key();
  if (!key) return key.error();
  request.authorization = key->authorization;
  prepared.credential = key->value;
  request.replace_credential = [live = credentials_, refused = key->value](transport::Request& again) {
    try {
      live->refused(refused);
      const Result<LiveCredentials::ApiKey> other = live->api_key();
      if (!other || other->value.equals(refused)) return false;
      again.authorization = other->authorization;
      return true;
    } catch (const std::exception&) {
      return false;
    }
  };
  return {};
}

secrets::Secret Client::key_used(const Prepared& prepared) const {
  return credentials_->manages_api_key() ? prepared.credential : bearer_->latest()->key;
}

// A signature is good for one request: each attempt gets another in the place of the last one's.
Result<void> Client::sign_each_attempt(transport::Request& request) const {
  Result<secrets::Secret> present = credentials_->api_secret();
  if (!present) return std::move(present).error();
  request.renew = [secret = *std::move(present), unsigned_lines = request.headers.size()](transport::Request& again) {
    again.headers.resize(unsigned_lines);
    const std::string_view body = again.body ? std::string_view(*again.body) : std::string_view();
    Result<std::vector<std::string>> lines = sign_request(
        secret, {again.method, again.url, body}, std::chrono::system_clock::to_time_t(system_clock().wall_now()));
    if (!lines) return Result<void>(std::move(lines).error());
    std::move(lines->begin(), lines->end(), std::back_inserter(again.headers));
    return Result<void>();
  };
  // Once here already, so that a missing secret is told before anything is begun.
  return request.renew(request);
}

// A change that may bear an idempotency key gets one of its own, the same for all its attempts, so that a retry after
// an answer that was lost does not do it twice.
Result<void> Client::prepare_retries(const Operation& operation, const CallOptions& options,
                                     transport::Request& request) const {
  request.retry.max_retries = options.max_retries.value_or(settings_.max_retries);
  std::string key = options.idempotency_key;
  if (key.empty() && operation.takes_idempotency_key && request.retry.max_retries > 0) {
    Result<std::string> made = make_idempotency_key();
    if (!made) return std::move(made).error();
    key = *std::move(made);
  }
  request.retry.repeatable = is_safe_to_repeat(operation, !key.empty());
  if (!key.empty()) request.headers.push_back("Idempotency-Key: " + key);
  return {};
}

Result<Answer> Client::call(std::string_view operation_id, std::string_view arguments_json,
                            const CallOptions& options) {
  if (const Result<transport::Engine*> engine = this->engine(); !engine) return engine.error();
  Result<Prepared> prepared = prepare_call(operation_id, arguments_json, options);
  if (!prepared) return std::move(prepared).error();
  secrets::Secret used;
  Result<transport::Response> response = perform(*prepared, options.cancellation.get(), used);
  return conclude(*prepared->operation, prepared->has_idempotency_key, used, options.counted ? usage_.get() : nullptr,
                  std::move(response));
}

// A token that the API refuses is replaced once: what is refused then is the caller's to know.
Result<transport::Response> Client::perform(Prepared& prepared, transport::Cancellation* cancellation,
                                            secrets::Secret& used) {
  const Result<transport::Engine*> engine = this->engine();
  if (!engine) return engine.error();
  if (!uses_token(*prepared.operation)) {
    Result<transport::Response> response = (*engine)->perform(std::move(prepared.request), cancellation);
    used = key_used(prepared);
    if (response && response->status == kUnauthorized) credentials_->refused(used);
    return response;
  }
  for (bool again = true;; again = false) {
    transport::Request request = prepared.request;
    const Result<oauth::TokenCache::Held> held = tokens_->use_in(request);
    if (!held) return held.error();
    used = (*held)->access_token;
    Result<transport::Response> response = (*engine)->perform(std::move(request), cancellation);
    if (!response || !tokens_->learn(*response, **held) || !again) return response;
  }
}

bool Client::uses_token(const Operation& operation) const {
  return operation.needs_credential && settings_.api_key.empty() && tokens_ != nullptr;
}

Result<std::int64_t> Client::submit(std::string_view operation_id, std::string_view arguments_json,
                                    const CallOptions& options, Completed completed) {
  Result<transport::Engine*> engine = this->engine();
  if (!engine) return std::move(engine).error();
  Result<Prepared> prepared = prepare_call(operation_id, arguments_json, options);
  if (!prepared) return std::move(prepared).error();
  oauth::TokenCache::Held held;
  if (uses_token(*prepared->operation)) {
    Result<oauth::TokenCache::Held> got = tokens_->use_in(prepared->request);
    if (!got) return std::move(got).error();
    held = *std::move(got);
  }
  const std::int64_t id = transport::next_call_id();
  // Keeps what it needs alive by itself: the client may be gone when the answer comes.
  // Here nobody may wait for a secret manager: the next call gets another key.
  const bool managed = credentials_->manages_api_key();
  if (managed) prepared->request.replace_credential = nullptr;
  auto done = [id, catalog = catalog_, operation = prepared->operation, bearer = bearer_, tokens = tokens_,
               held = std::move(held), has_key = prepared->has_idempotency_key, credentials = credentials_,
               key = managed ? prepared->credential : secrets::Secret(), usage = options.counted ? usage_ : nullptr,
               completed = std::move(completed)](Result<transport::Response> response) {
    Result<Answer> answer = make_error(ErrorCode::internal, "There is no memory for the answer.");
    try {
      // Here nobody may wait for another token: the caller's next call gets one.
      if (held && response) static_cast<void>(tokens->learn(*response, *held));
      if (response && response->status == kUnauthorized && !key.empty()) credentials->refused(key);
      const secrets::Secret used = held ? held->access_token : key.empty() ? bearer->latest()->key : key;
      answer = conclude(*operation, has_key, used, usage.get(), std::move(response));
    } catch (const std::exception&) {  // the error above stands
    }
    completed(id, std::move(answer));
  };
  Result<void> submitted = (*engine)->submit(id, std::move(prepared->request), options.cancellation, std::move(done));
  if (!submitted) return std::move(submitted).error();
  return id;
}

Result<std::int64_t> Client::connect(const Operation& stream, std::string_view arguments_json,
                                     const CallOptions& options, StreamConnection connection, StreamEnded ended) {
  Result<transport::Engine*> engine = this->engine();
  if (!engine) return std::move(engine).error();
  Result<Prepared> prepared = prepare(stream, arguments_json, options);
  if (!prepared) return std::move(prepared).error();
  transport::Request& request = prepared->request;
  request.headers.emplace_back("Accept: text/event-stream");
  if (!connection.last_event_id.empty()) request.headers.push_back("Last-Event-ID: " + connection.last_event_id);
  request.sink = std::move(connection.sink);
  request.not_before = connection.not_before;
  // It may last; what may not last is its silence.
  request.silence = std::chrono::ceil<std::chrono::seconds>(options.timeout.value_or(kStreamSilence));
  request.timeout = kStreamLength;
  request.retry.max_retries = 0;
  oauth::TokenCache::Held held;
  if (uses_token(stream)) {
    Result<oauth::TokenCache::Held> got = tokens_->use_in(request);
    if (!got) return std::move(got).error();
    held = *std::move(got);
  }
  const std::int64_t id = transport::next_call_id();
  auto done = [&stream, catalog = catalog_, bearer = bearer_, tokens = tokens_, held = std::move(held),
               usage = options.counted ? usage_ : nullptr,
               ended = std::move(ended)](Result<transport::Response> response) {
    Result<int> outcome = make_error(ErrorCode::internal, "There is no memory for the stream.");
    try {
      if (held && response) static_cast<void>(tokens->learn(*response, *held));
      const secrets::Secret used = held ? held->access_token : bearer->latest()->key;
      if (response && response->status / 100 == 2) {
        if (usage) usage->record(stream.number, false);
        outcome = response->status;
      } else {
        Result<Answer> failed = conclude(stream, false, used, usage.get(), std::move(response));
        if (!failed) outcome = std::move(failed).error();
      }
    } catch (const std::exception&) {  // the error above stands
    }
    ended(std::move(outcome));
  };
  Result<void> submitted = (*engine)->submit(id, std::move(request), options.cancellation, std::move(done));
  if (!submitted) return std::move(submitted).error();
  return id;
}

void Client::resume(std::int64_t id) {
  Result<transport::Engine*> engine = this->engine();
  if (engine) (*engine)->resume(id);
}

void Client::cancel(std::int64_t id) {
  Result<transport::Engine*> engine = this->engine();
  if (engine) (*engine)->cancel(id);
}

void Client::close() {
  closed_.store(true, std::memory_order_release);
  if (narrowed_) return;
  credentials_->close();
  engines_->close();
  static_cast<void>(usage_->save());
}

}  // namespace cfy::client
