// How a client makes a request of an operation and its arguments.
#include <algorithm>
#include <iterator>
#include <utility>

#include "base/clock.hpp"
#include "client/client_parts.hpp"
#include "client/idempotency_key.hpp"
#include "client/signing.hpp"

namespace cfy::client {

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
  Prepared prepared{.operation = &operation,
                    .request = {},
                    .has_idempotency_key = !options.idempotency_key.empty(),
                    .resource = std::move(target->resource),
                    .counted = options.counted};
  if (auto allowed = allow(access_, prepared); !allowed) return std::move(allowed).error();
  if (operation.needs_credential && settings_.api_key.empty() && !tokens_) {
    return configuration_error("api_key", "api_key is missing, and " + operation.id +
                                              " needs it; set CONNECTIFY_API_KEY or give it as an argument (or set "
                                              "client_id and operations, and log in).");
  }
  if (!options.idempotency_key.empty() && !operation.takes_idempotency_key) {
    return validation_error("idempotency_key", "unknown_field",
                            operation.id + " takes no idempotency key; leave it out.");
  }
  prepared.request.method = operation.method;
  prepared.request.url = settings_.base_url + target->path_and_query;
  prepared.request.body = std::move(target->body);
  prepared.request.timeout = options.timeout.value_or(settings_.timeout);
  prepared.request.connect_timeout = settings_.connect_timeout;
  prepared.request.follow_redirects = settings_.follow_redirects;
  prepared.request.confidential = operation.is_signed;
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

Result<void> Client::allow(const privilege::Access& access, const Prepared& prepared) const {
  Result<void> allowed = access.check(prepared.operation->number, prepared.resource);
  // What is wanted and not granted is for a review to see; what a role keeps away is not.
  if (!allowed && prepared.counted && allowed.error().rule == "scope_not_granted") {
    usage_->record(prepared.operation->number, true);
  }
  return allowed;
}

// Only the token says what it was granted; so nothing is sent that it, and not just some token before it, does not allow.
Result<oauth::TokenCache::Held> Client::bear_token(const Prepared& prepared, transport::Request& request) const {
  Result<oauth::TokenCache::Held> held = tokens_->use_in(request);
  if (!held || !token_access_) return held;
  if (auto allowed = allow(*token_access_->of((*held)->scope), prepared); !allowed) return std::move(allowed).error();
  return held;
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

}  // namespace cfy::client
