#include "transport/trial.hpp"

#include <charconv>
#include <string>
#include <utility>

#include "transport/redirect.hpp"
#include "transport/retry.hpp"

namespace cfy::transport {
namespace {

using std::chrono::milliseconds;

// What is left of the host's rest, or of the rate limit's window, in an error that says so.
Error held_back(ErrorCode code, const char* rule, const char* message, milliseconds wait) {
  Error error = make_error(code, message);
  error.rule = rule;
  error.retriable = true;
  error.retry_after = wait;
  return error;
}

// An attempt that may not be repeated now leaves the call with the outcome that it would have repaired.
Gate shut(Trial& trial, Error why) {
  if (trial.last) return {Gate::State::shut, {}, *std::move(trial.last)};
  return {Gate::State::shut, {}, std::move(why)};
}

std::optional<std::int64_t> number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// X-RateLimit-Reset is a time in Unix seconds.
std::optional<RateLimitNews> rate_limit_news(const Response& response, const Clock& clock) {
  if (response.rate_limit.empty()) return std::nullopt;
  const auto limit = number(response.rate_limit);
  const auto remaining = number(response.rate_remaining);
  const auto reset = number(response.rate_reset);
  constexpr std::int64_t kLatest = std::int64_t{1} << 40;
  if (!limit || !remaining || !reset || *reset < 0 || *reset > kLatest) return std::nullopt;
  const auto until = std::chrono::system_clock::time_point(std::chrono::seconds(*reset)) - clock.wall_now();
  return RateLimitNews{*limit, *remaining, std::chrono::ceil<milliseconds>(until)};
}

bool never_left(const Result<Response>& outcome) {
  return !outcome && outcome.error().code == ErrorCode::connection && outcome.error().retriable;
}

bool host_failed(const Result<Response>& outcome) {
  if (outcome) return outcome->status != 429 && worth_repeating(outcome->status);
  return outcome.error().code == ErrorCode::connection || outcome.error().code == ErrorCode::timeout;
}

// Whether another attempt may repair this outcome, and does no harm. An exchange's error is retriable by itself if
// nothing of it was sent.
bool repairable(const Request& request, const Result<Response>& outcome) {
  const RetryRules& rules = request.retry;
  if (outcome && request.throttled != nullptr && request.throttled(*outcome)) return true;
  if (outcome) return rules.repeatable && worth_repeating(outcome->status);
  const ErrorCode code = outcome.error().code;
  if (code != ErrorCode::connection && code != ErrorCode::timeout) return false;
  return rules.repeatable || outcome.error().retriable;
}

constexpr int kUnauthorized = 401;

// A refused request did nothing, so that any may be sent again.
bool replaces_credential(Trial& trial) {
  const bool replaced = trial.replaced ? *trial.replaced : trial.request.replace_credential(trial.request);
  if (replaced) ++trial.credentials_replaced;
  return replaced;
}

}  // namespace

bool wants_other_credential(const Trial& trial, const Result<Response>& outcome) {
  return outcome && outcome->status == kUnauthorized && trial.request.replace_credential &&
         trial.credentials_replaced == 0;
}

Trial Pacing::begin(Request request) {
  budget_.earn();
  Trial trial;
  trial.deadline = clock_.steady_now() + request.timeout;
  trial.request = std::move(request);
  return trial;
}

Gate Pacing::ask(Trial& trial) {
  const Time now = clock_.steady_now();
  if (const auto until = breaker_.closed_until(origin_of(trial.request.url), now)) {
    return shut(trial, held_back(ErrorCode::connection, "circuit_open",
                                 "The service failed many times in a row, so that calls to it rest for a moment; try "
                                 "again after the wait that this error names.",
                                 std::chrono::ceil<milliseconds>(*until - now)));
  }
  if (trial.request.not_before > now) return {Gate::State::wait, trial.request.not_before, std::nullopt};
  const auto place = bucket_.wait_for_place(now);
  if (!place) {
    ++trial.attempts;
    return {};
  }
  if (*place < trial.deadline) return {Gate::State::wait, *place, std::nullopt};
  return shut(trial, held_back(ErrorCode::rate_limit, "rate_limit_used_up",
                               "The limit of calls is used up, and is not renewed in the time that this call has; wait "
                               "before the next one, or allow more with the timeout setting.",
                               std::chrono::ceil<milliseconds>(*place - now)));
}

std::optional<Pacing::Time> Pacing::next_attempt(Trial& trial, Result<Response>& outcome) {
  const Time now = clock_.steady_now();
  take_note(trial, outcome, now);
  if (outcome && is_redirect(outcome->status) && trial.request.follow_redirects) {
    Result<void> followed = follow_redirect(trial.request, *outcome, ++trial.redirects);
    if (followed) return now;
    outcome = std::move(followed).error();
    return std::nullopt;
  }
  if (wants_other_credential(trial, outcome) && replaces_credential(trial)) return now;
  const std::optional<Time> again = retry_at(trial, outcome, now);
  if (again) trial.last = std::move(outcome);
  return again;
}

void Pacing::take_note(const Trial& trial, const Result<Response>& outcome, Time now) {
  if (host_failed(outcome)) {
    breaker_.failed(origin_of(trial.request.url), now);
  } else if (outcome) {
    breaker_.succeeded(origin_of(trial.request.url));
  }
  if (never_left(outcome)) bucket_.give_back();
  if (!outcome) return;
  if (const auto news = rate_limit_news(*outcome, clock_)) bucket_.learn(*news, now);
}

std::optional<Pacing::Time> Pacing::retry_at(const Trial& trial, const Result<Response>& outcome, Time now) {
  const RetryRules& rules = trial.request.retry;
  const int retry = trial.attempts - trial.redirects - trial.credentials_replaced;
  if (retry > rules.max_retries || !repairable(trial.request, outcome)) return std::nullopt;
  milliseconds wait = backoff(retry, chance_());
  if (outcome) wait = parse_retry_after(outcome->retry_after, clock_.wall_now()).value_or(wait);
  if (now + wait >= trial.deadline) return std::nullopt;
  if (!budget_.spend(now)) return std::nullopt;
  return now + wait;
}

Result<Response> conclude(const Trial& trial, Result<Response> outcome) {
  if (outcome) {
    outcome->attempts = trial.attempts;
  } else {
    outcome.error().attempts = trial.attempts;
  }
  return outcome;
}

}  // namespace cfy::transport
