#include "client/client.hpp"

#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

#include "base/clock.hpp"
#include "base/process.hpp"
#include "client/idempotency_key.hpp"
#include "client/signing.hpp"
#include "client/tls_settings.hpp"
#include "client/version.hpp"
#include "secrets/redactor.hpp"

namespace cfy::client {
namespace {

constexpr std::chrono::seconds kPatience{10};
constexpr int kUnauthorized = 401;

Error closed_error() {
  Error error = make_error(ErrorCode::cancelled, "The client is closed; make a new one.");
  error.rule = "closed";
  return error;
}

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
  for (const secrets::Secret* secret : {&settings.api_key, &settings.api_secret, &settings.client_secret}) {
    if (secret->size() >= secrets::Redactor::kValueMin)
      static_cast<void>(secrets::Redactor::of_process()->add(*secret));
  }
}

// What a parent's engine holds (threads, locks) is not in this process: it is never destroyed, on purpose.
void leave_alone(std::shared_ptr<transport::Engine> parents) noexcept {
  static_cast<void>(new (std::nothrow) std::shared_ptr<transport::Engine>(std::move(parents)));
}

}  // namespace

struct Client::Prepared {
  const Operation* operation;
  transport::Request request;
  bool has_idempotency_key;    // the caller's own, so that the caller may repeat the call under it
  secrets::Secret credential;  // the API key that goes along
};

Result<std::shared_ptr<Client>> Client::make(const SettingArguments& arguments) {
  Result<Settings> settings = resolve_settings(arguments);
  if (!settings) return std::move(settings).error();
  mask_from_now_on(*settings);
  Result<std::shared_ptr<const Catalog>> catalog = Catalog::embedded();
  if (!catalog) return std::move(catalog).error();
  Result<tls::Policy> policy = make_tls_policy(*settings);
  if (!policy) return std::move(policy).error();
  Result<std::shared_ptr<LiveCredentials>> credentials = LiveCredentials::make(*settings);
  if (!credentials) return std::move(credentials).error();

  transport::ExchangeSettings exchange;
  exchange.tls = *std::move(policy);
  exchange.proxy = settings->proxy;
  exchange.user_agent = std::string("connectify/") + kVersion;
  std::shared_ptr<Client> client(new Client(*std::move(settings), *std::move(catalog), std::move(exchange)));
  client->credentials_ = *std::move(credentials);
  Result<transport::Engine*> engine = client->engine();
  if (!engine) return std::move(engine).error();
  return client;
}

Client::Client(Settings settings, std::shared_ptr<const Catalog> catalog, transport::ExchangeSettings exchange)
    : settings_(std::move(settings)), catalog_(std::move(catalog)), exchange_settings_(std::move(exchange)) {}

Client::~Client() {
  close();
  if (engine_ && engine_->generation() != fork_generation()) leave_alone(std::move(engine_));
}

Result<transport::Engine*> Client::engine() {
  if (closed_.load(std::memory_order_acquire)) return closed_error();
  if (shutting_down()) return ending_error();
  transport::Engine* const current = current_.load(std::memory_order_acquire);
  if (current != nullptr && current->generation() == fork_generation()) return current;

  transport::PacingSettings pacing;
  pacing.circuit_failures = settings_.circuit_failures;
  Result<std::shared_ptr<transport::Engine>> made = transport::Engine::make(exchange_settings_, pacing);
  if (!made) return std::move(made).error();
  std::shared_ptr<transport::Engine> superfluous;  // goes when the lock is free again
  const auto lock = lock_process();
  if (engine_ && engine_->generation() == fork_generation()) {
    superfluous = *std::move(made);
    return engine_.get();
  }
  if (engine_) leave_alone(std::move(engine_));
  engine_ = *std::move(made);
  current_.store(engine_.get(), std::memory_order_release);
  return engine_.get();
}

Result<Client::Prepared> Client::prepare(std::string_view operation_id, std::string_view arguments_json,
                                         const CallOptions& options) const {
  Result<const Operation*> found = catalog_->find(operation_id);
  if (!found) return std::move(found).error();
  const Operation& operation = **found;
  Result<Target> target = operation.build(arguments_json);
  if (!target) return std::move(target).error();
  const Result<LiveCredentials::ApiKey> api_key = credentials_->api_key();
  if (operation.needs_credential && !api_key) return api_key.error();
  if (operation.needs_credential && api_key->value.empty()) {
    return configuration_error("api_key", "api_key is missing, and " + operation.id +
                                              " needs it; set CONNECTIFY_API_KEY or give it as an argument.");
  }
  if (!options.idempotency_key.empty() && !operation.takes_idempotency_key) {
    return validation_error("idempotency_key", "unknown_field",
                            operation.id + " takes no idempotency key; leave it out.");
  }
  Prepared prepared{&operation, {}, !options.idempotency_key.empty(), {}};
  if (api_key) prepared.credential = api_key->value;
  prepared.request.method = operation.method;
  prepared.request.url = settings_.base_url + target->path_and_query;
  prepared.request.body = std::move(target->body);
  prepared.request.timeout = options.timeout.value_or(settings_.timeout);
  prepared.request.connect_timeout = settings_.connect_timeout;
  prepared.request.follow_redirects = settings_.follow_redirects;
  Result<void> repeatable = prepare_retries(operation, options, prepared.request);
  if (!repeatable) return std::move(repeatable).error();
  if (operation.needs_credential) prepared.request.authorization = api_key->authorization;
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
  Result<transport::Engine*> engine = this->engine();
  if (!engine) return std::move(engine).error();
  Result<Prepared> prepared = prepare(operation_id, arguments_json, options);
  if (!prepared) return std::move(prepared).error();
  const Operation& operation = *prepared->operation;
  Result<transport::Response> response = (*engine)->perform(std::move(prepared->request), options.cancellation.get());
  if (response && response->status == kUnauthorized) credentials_->refused(prepared->credential);
  return conclude(operation, prepared->has_idempotency_key, prepared->credential, std::move(response));
}

Result<std::int64_t> Client::submit(std::string_view operation_id, std::string_view arguments_json,
                                    const CallOptions& options, Completed completed) {
  Result<transport::Engine*> engine = this->engine();
  if (!engine) return std::move(engine).error();
  Result<Prepared> prepared = prepare(operation_id, arguments_json, options);
  if (!prepared) return std::move(prepared).error();
  const std::int64_t id = transport::next_call_id();
  // Keeps what it needs alive by itself: the client may be gone when the answer comes.
  auto done = [id, catalog = catalog_, operation = prepared->operation, credentials = credentials_,
               credential = prepared->credential, has_key = prepared->has_idempotency_key,
               completed = std::move(completed)](Result<transport::Response> response) {
    Result<Answer> answer = make_error(ErrorCode::internal, "There is no memory for the answer.");
    try {
      if (response && response->status == kUnauthorized) credentials->refused(credential);
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
  Result<transport::Engine*> engine = this->engine();
  if (engine) (*engine)->cancel(id);
}

void Client::close() {
  closed_.store(true, std::memory_order_release);
  credentials_->close();
  std::shared_ptr<transport::Engine> engine;
  {
    const auto lock = lock_process();
    engine = engine_;
  }
  if (!engine || engine->generation() != fork_generation()) return;
  engine->begin_close();
  engine->wait_closed(std::chrono::steady_clock::now() + kPatience);
}

}  // namespace cfy::client
