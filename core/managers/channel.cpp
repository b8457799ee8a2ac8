#include "managers/channel.hpp"

#include <algorithm>
#include <cstdlib>

#include "sanitize/uri_encoding.hpp"
#include "transport/retry.hpp"

namespace cfy::managers {
namespace {

ErrorCode code_for(int status) noexcept {
  switch (status) {
    case 401: return ErrorCode::authentication;
    case 403: return ErrorCode::permission;
    case 404: return ErrorCode::not_found;
    case 409:
    case 412: return ErrorCode::conflict;
    case 429: return ErrorCode::rate_limit;
    case 408: return ErrorCode::timeout;
    default: break;
  }
  if (status >= 500) return ErrorCode::server;
  return status >= 400 ? ErrorCode::configuration : ErrorCode::response;
}

const char* cure_for(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::authentication: return "it does not accept our credentials: renew them there.";
    case ErrorCode::permission: return "we may not do this: let our role read and write this secret.";
    case ErrorCode::not_found: return "there is no such secret, version or field: check the name.";
    case ErrorCode::conflict: return "the secret has changed meanwhile: read it again first.";
    case ErrorCode::rate_limit: return "too many calls: wait before the next one.";
    case ErrorCode::server: return "it failed: try again later.";
    case ErrorCode::timeout: return "it ran out of time: try again.";
    case ErrorCode::configuration: return "it does not understand the request: check the reference and its settings.";
    default: return "it answered in a way that its interface does not have: check its address.";
  }
}

bool is_plain_name(std::string_view text) noexcept {
  constexpr std::size_t kLongest = 80;
  return !text.empty() && text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](char c) {
    return sanitize::uri::is_alpha(c) || sanitize::uri::is_digit(c) || c == '_' || c == '.' || c == '-';
  });
}

}  // namespace

std::optional<std::string> variable_of_process(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string(value);
}

Result<transport::Response> Channel::exchange(Call call) const {
  transport::Request request;
  request.method = std::move(call.method);
  request.url = std::move(call.url);
  request.authorization = std::move(call.authorization);
  request.headers = std::move(call.headers);
  request.secret_body = std::move(call.body);
  request.content_type = std::move(call.content_type);
  request.timeout = times_.timeout;
  request.connect_timeout = times_.connect_timeout;
  request.retry = {.max_retries = times_.max_retries, .repeatable = call.repeatable};
  request.renew = std::move(call.sign);
  // AWS says it with status 400.
  request.throttled = [](const transport::Response& response) {
    return response.status == 400 && response.body.find("Throttl") != std::string::npos;
  };
  if (request.url.starts_with("http://")) request.addresses = transport::AddressRule::metadata_only;
  return engine_->perform(std::move(request), nullptr);
}

Result<Answer> Channel::send(Call call) const {
  Result<transport::Response> response = exchange(std::move(call));
  if (!response) return std::move(response).error();
  Answer answer;
  answer.status = response->status;
  answer.attempts = response->attempts;
  answer.retry_after = transport::parse_retry_after(response->retry_after, clock_.wall_now());
  if (response->body.empty()) return answer;
  Result<SecretJson> json = SecretJson::parse(std::move(response->body));
  if (json) {
    answer.json = *std::move(json);
  } else if (answer.good()) {
    return std::move(json).error();
  }
  return answer;
}

Result<secrets::Secret> Channel::send_for_text(Call call) const {
  Result<transport::Response> response = exchange(std::move(call));
  if (!response) return std::move(response).error();
  Answer answer;
  answer.status = response->status;
  Result<secrets::Secret> text = secrets::Secret::copy_of(response->body);
  secrets::wipe(response->body);
  if (!answer.good()) return refusal(answer, "The metadata service", {});
  return text;
}

Error refusal(const Answer& answer, std::string_view manager, std::string_view api_code) {
  const ErrorCode code = code_for(answer.status);
  const bool shown = is_plain_name(api_code);
  Error error = make_error(code, std::string(manager) + " answered " + std::to_string(answer.status) +
                                     (shown ? " " + std::string(api_code) : std::string()) + ": " + cure_for(code));
  error.http_status = answer.status;
  if (shown) error.api_code = api_code;
  error.retry_after = answer.retry_after;
  error.attempts = answer.attempts;
  return error;
}

Error broken_answer(std::string_view manager, std::string_view what) {
  Error error = make_error(ErrorCode::response, std::string(manager) + " answered without " + std::string(what) +
                                                    ": is it the manager that its address says?");
  error.rule = "manager_answer";
  return error;
}

Error version_conflict(std::string_view manager) {
  Error error = make_error(ErrorCode::conflict, "The secret in " + std::string(manager) +
                                                    " is not at the expected version: somebody else has written it; "
                                                    "read it again first.");
  error.rule = "version_conflict";
  return error;
}

Error login_error(std::string_view rule, std::string message) {
  Error error = configuration_error("", std::move(message));
  error.rule = rule;
  return error;
}

Result<std::string> https_address(std::string_view name, std::string_view text) {
  constexpr std::string_view kScheme = "https://";
  const bool visible =
      std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F && c != '\\' && c != '"'; });
  if (!visible || !text.starts_with(kScheme) || text.size() == kScheme.size() || text[kScheme.size()] == '/' ||
      text.find_first_of("@?#") != std::string_view::npos) {
    return login_error("not_https", std::string(name) +
                                        " must be an https address with a host, and without user, query and fragment, "
                                        "such as https://vault.example:8200.");
  }
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::string(text);
}

}  // namespace cfy::managers
