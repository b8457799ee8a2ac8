// How a client makes its calls, waiting or not, and judges their end.
#include <utility>

#include "base/clock.hpp"
#include "client/client_parts.hpp"

namespace cfy::client {
namespace {

// The service says something at least every 15 seconds.
constexpr std::chrono::seconds kStreamSilence{60};
constexpr std::chrono::hours kStreamLength{24 * 365};
constexpr int kUnauthorized = 401;

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

}  // namespace

Result<Answer> Client::call(std::string_view operation_id, std::string_view arguments_json,
                            const CallOptions& options) {
  const CallLog::Time begun = system_clock().steady_now();
  Result<Answer> answer = call_now(operation_id, arguments_json, options);
  log_->note(operation_id, begun, answer);
  return answer;
}

Result<Answer> Client::call_now(std::string_view operation_id, std::string_view arguments_json,
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
    const Result<oauth::TokenCache::Held> held = bear_token(prepared, request);
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
  const CallLog::Time begun = system_clock().steady_now();
  Result<Prepared> prepared = prepare_call(operation_id, arguments_json, options);
  Result<std::int64_t> id = prepared ? begin(*std::move(prepared), options, std::move(completed), begun)
                                     : Result<std::int64_t>(std::move(prepared).error());
  if (!id) log_->note(operation_id, begun, Result<Answer>(id.error()));
  return id;
}

Result<std::int64_t> Client::begin(Prepared prepared, const CallOptions& options, Completed completed,
                                   CallLog::Time begun) {
  Result<transport::Engine*> engine = this->engine();
  if (!engine) return std::move(engine).error();
  oauth::TokenCache::Held held;
  if (uses_token(*prepared.operation)) {
    Result<oauth::TokenCache::Held> got = bear_token(prepared, prepared.request);
    if (!got) return std::move(got).error();
    held = *std::move(got);
  }
  const std::int64_t id = transport::next_call_id();
  // Keeps what it needs alive by itself: the client may be gone when the answer comes.
  const bool managed = credentials_->manages_api_key();
  auto done = [id, catalog = catalog_, operation = prepared.operation, bearer = bearer_, tokens = tokens_,
               held = std::move(held), has_key = prepared.has_idempotency_key, credentials = credentials_,
               key = managed ? prepared.credential : secrets::Secret(), usage = options.counted ? usage_ : nullptr,
               log = log_, begun, completed = std::move(completed)](Result<transport::Response> response) {
    Result<Answer> answer = make_error(ErrorCode::internal, "There is no memory for the answer.");
    try {
      // Here nobody may wait for another token: the caller's next call gets one.
      if (held && response) static_cast<void>(tokens->learn(*response, *held));
      if (response && response->status == kUnauthorized && !key.empty()) credentials->refused(key);
      const secrets::Secret used = held ? held->access_token : key.empty() ? bearer->latest()->key : key;
      answer = conclude(*operation, has_key, used, usage.get(), std::move(response));
    } catch (const std::exception&) {  // the error above stands
    }
    log->note(operation->id, begun, answer);
    completed(id, std::move(answer));
  };
  Result<void> submitted = (*engine)->submit(id, std::move(prepared.request), options.cancellation, std::move(done));
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
    Result<oauth::TokenCache::Held> got = bear_token(*prepared, request);
    if (!got) return std::move(got).error();
    held = *std::move(got);
  }
  const std::int64_t id = transport::next_call_id();
  auto done = [&stream, catalog = catalog_, bearer = bearer_, tokens = tokens_, held = std::move(held),
               usage = options.counted ? usage_ : nullptr, log = log_, begun = system_clock().steady_now(),
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
    log->note(stream.id, begun, outcome);
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

}  // namespace cfy::client
