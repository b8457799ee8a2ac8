#include "client/client.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/clock.hpp"
#include "client/exchange_settings.hpp"
#include "client/idempotency_key.hpp"
#include "client/oauth_settings.hpp"
#include "client/signing.hpp"
#include "secrets/redactor.hpp"

namespace cfy::client {
namespace {

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

// The end of every call: the response judged, or the failure with its word on retries.
Result<Answer> conclude(const Operation& operation, bool has_idempotency_key, const secrets::Secret& credential,
                        Result<transport::Response> response) {
  const int attempts = response ? response->attempts : response.error().attempts;
  Result<Answer> answer =
      response ? read_answer(operation, *std::move(response), credential) : Result<Answer>(std::move(response).error());
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

transport::PacingSettings pacing_of(const Settings& settings) {
  transport::PacingSettings pacing;
  pacing.circuit_failures = settings.circuit_failures;
  return pacing;
}

}  // namespace

struct Client::Prepared {
  const Operation* operation;
  transport::Request request;
  bool has_idempotency_key;  // the caller's own, so that the caller may repeat the call under it
};

Result<std::shared_ptr<Client>> Client::make(const SettingArguments& arguments, std::shared_ptr<oauth::Client> login) {
  Result<Settings> settings = resolve_settings(arguments);
  if (!settings) return std::move(settings).error();
  mask_from_now_on(*settings);
  Result<std::shared_ptr<const Catalog>> catalog = Catalog::embedded();
  if (!catalog) return std::move(catalog).error();
  Result<transport::ExchangeSettings> exchange = make_exchange_settings(*settings);
  if (!exchange) return std::move(exchange).error();
  Result<secrets::Secret> authorization = authorization_line("Bearer", settings->api_key);
  if (!authorization) return std::move(authorization).error();
  const bool has_login = !settings->client_id.empty() && !settings->scope.empty();
  if (settings->api_key.empty() && !login && has_login) {
    Result<std::shared_ptr<oauth::Client>> made = make_oauth_client(*settings);
    if (!made) return std::move(made).error();
    login = *std::move(made);
  }
  std::shared_ptr<Client> client(new Client(*std::move(settings), *std::move(catalog), *std::move(exchange)));
  client->authorization_ = *std::move(authorization);
  if (login) client->tokens_ = std::make_shared<OAuthCredential>(std::move(login));
  Result<transport::Engine*> engine = client->engine_.get();
  if (!engine) return std::move(engine).error();
  return client;
}

Client::Client(Settings settings, std::shared_ptr<const Catalog> catalog, transport::ExchangeSettings exchange)
    : settings_(std::move(settings)),
      catalog_(std::move(catalog)),
      engine_(std::move(exchange), pacing_of(settings_)) {}

Client::~Client() = default;

Result<Client::Prepared> Client::prepare(std::string_view operation_id, std::string_view arguments_json,
                                         const CallOptions& options) const {
  Result<const Operation*> found = catalog_->find(operation_id);
  if (!found) return std::move(found).error();
  const Operation& operation = **found;
  Result<Target> target = operation.build(arguments_json);
  if (!target) return std::move(target).error();
  if (operation.needs_credential && authorization_.empty() && !tokens_) {
    return configuration_error("api_key", "api_key is missing, and " + operation.id +
                                              " needs it; set CONNECTIFY_API_KEY or give it as an argument (or set "
                                              "client_id and scope, and log in).");
  }
  if (!options.idempotency_key.empty() && !operation.takes_idempotency_key) {
    return validation_error("idempotency_key", "unknown_field",
                            operation.id + " takes no idempotency key; leave it out.");
  }
  Prepared prepared{&operation, {}, !options.idempotency_key.empty()};
  prepared.request.method = operation.method;
  prepared.request.url = settings_.base_url + target->path_and_query;
  prepared.request.body = std::move(target->body);
  prepared.request.timeout = options.timeout.value_or(settings_.timeout);
  prepared.request.connect_timeout = settings_.connect_timeout;
  prepared.request.follow_redirects = settings_.follow_redirects;
  Result<void> repeatable = prepare_retries(operation, options, prepared.request);
  if (!repeatable) return std::move(repeatable).error();
  if (operation.needs_credential) prepared.request.authorization = authorization_;
  // A POST says how long its body is, even if it has none (RFC 9110 section 8.6).
  if (!prepared.request.body && operation.method == "POST") prepared.request.body.emplace();
  if (operation.is_signed) {
    Result<void> is_signed = sign_each_attempt(prepared.request);
    if (!is_signed) return std::move(is_signed).error();
  }
  return prepared;
}

// A signature is good for one request: each attempt gets another in the place of the last one's.
Result<void> Client::sign_each_attempt(transport::Request& request) const {
  request.renew = [secret = settings_.api_secret, unsigned_lines = request.headers.size()](transport::Request& again) {
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
  if (const Result<transport::Engine*> engine = engine_.get(); !engine) return engine.error();
  Result<Prepared> prepared = prepare(operation_id, arguments_json, options);
  if (!prepared) return std::move(prepared).error();
  secrets::Secret used = settings_.api_key;
  Result<transport::Response> response = perform(*prepared, options.cancellation.get(), used);
  return conclude(*prepared->operation, prepared->has_idempotency_key, used, std::move(response));
}

// A token that the API refuses is replaced once: what is refused then is the caller's to know.
Result<transport::Response> Client::perform(const Prepared& prepared, transport::Cancellation* cancellation,
                                            secrets::Secret& used) {
  const Result<transport::Engine*> engine = engine_.get();
  if (!engine) return engine.error();
  if (!uses_token(prepared)) return (*engine)->perform(prepared.request, cancellation);
  for (bool again = true;; again = false) {
    transport::Request request = prepared.request;
    const Result<oauth::TokenCache::Held> held = tokens_->use_in(request);
    if (!held) return held.error();
    used = (*held)->access_token;
    Result<transport::Response> response = (*engine)->perform(std::move(request), cancellation);
    if (!response || !tokens_->learn(*response, **held) || !again) return response;
  }
}

bool Client::uses_token(const Prepared& prepared) const {
  return prepared.operation->needs_credential && authorization_.empty();
}

Result<std::int64_t> Client::submit(std::string_view operation_id, std::string_view arguments_json,
                                    const CallOptions& options, Completed completed) {
  Result<transport::Engine*> engine = engine_.get();
  if (!engine) return std::move(engine).error();
  Result<Prepared> prepared = prepare(operation_id, arguments_json, options);
  if (!prepared) return std::move(prepared).error();
  secrets::Secret used = settings_.api_key;
  std::shared_ptr<const oauth::Tokens> held;
  if (uses_token(*prepared)) {
    Result<oauth::TokenCache::Held> got = tokens_->use_in(prepared->request);
    if (!got) return std::move(got).error();
    held = *std::move(got);
    used = held->access_token;
  }
  const std::int64_t id = transport::next_call_id();
  // Keeps what it needs alive by itself: the client may be gone when the answer comes.
  auto done = [id, catalog = catalog_, operation = prepared->operation, credential = std::move(used), tokens = tokens_,
               held = std::move(held), has_key = prepared->has_idempotency_key,
               completed = std::move(completed)](Result<transport::Response> response) {
    Result<Answer> answer = make_error(ErrorCode::internal, "There is no memory for the answer.");
    try {
      // Here nobody may wait for another token: the caller's next call gets one.
      if (held && response) static_cast<void>(tokens->learn(*response, *held));
      answer = conclude(*operation, has_key, credential, std::move(response));
    } catch (const std::exception&) {  // the error above stands
    }
    completed(id, std::move(answer));
  };
  Result<void> submitted = (*engine)->submit(id, std::move(prepared->request), options.cancellation, std::move(done));
  if (!submitted) return std::move(submitted).error();
  return id;
}

void Client::cancel(std::int64_t id) {
  Result<transport::Engine*> engine = engine_.get();
  if (engine) (*engine)->cancel(id);
}

void Client::close() { engine_.close(); }

}  // namespace cfy::client
