#include "client/answer.hpp"

#include <simdjson.h>

#include "base/clock.hpp"
#include "client/challenge.hpp"
#include "client/json_slice.hpp"
#include "privilege/scope_set.hpp"
#include "sanitize/json_guard.hpp"
#include "sanitize/text_profile.hpp"

namespace cfy::client {
namespace {

using simdjson::dom::element;

// Documents larger than this give their memory back after use.
constexpr std::size_t kKeptDocumentBytes = 1U << 20U;
constexpr std::size_t kLongestScopes = 1024;  // that are worth showing

// One for each thread: its memory is used again by the next call.
sanitize::JsonDocument& answer_document(std::size_t size) {
  thread_local sanitize::JsonDocument document;
  thread_local bool large = false;
  if (large) document = sanitize::JsonDocument();
  large = size > kKeptDocumentBytes;
  return document;
}

ErrorCode code_for(int status) noexcept {
  switch (status) {
    case 401: return ErrorCode::authentication;
    case 403: return ErrorCode::permission;
    case 404: return ErrorCode::not_found;
    case 409: return ErrorCode::conflict;
    case 429: return ErrorCode::rate_limit;
    case 408: return ErrorCode::timeout;
    default: break;
  }
  if (status >= 500) return ErrorCode::server;
  if (status >= 400) return ErrorCode::validation;
  return ErrorCode::response;
}

const char* cure_for(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::authentication: return "The API key was not accepted; check api_key, or make a new one.";
    case ErrorCode::permission:
      return "The API key does not have the scope that this call needs; ask for it to be granted.";
    case ErrorCode::not_found: return "What was asked for does not exist; check its id.";
    case ErrorCode::conflict:
      return "The call conflicts with the present state; read it again before you repeat the call.";
    case ErrorCode::rate_limit: return "Too many calls; wait before the next one.";
    case ErrorCode::timeout: return "The service ran out of time; try again.";
    case ErrorCode::server: return "The service failed; try again later.";
    case ErrorCode::validation: return "The service refused the request's contents.";
    default: return "The service answered in a way that this client does not understand; check base_url.";
  }
}

// Text of the service's that is going to be shown: without controls and the like, and never with our credential in it.
std::string showable(std::string_view text, const secrets::Secret& credential) {
  if (!credential.empty() && text.find(credential.reveal()) != std::string_view::npos)
    return "(withheld: it held a credential)";
  const auto cleaned = sanitize::clean_text(*sanitize::find_profile("free_text"), text, "message");
  if (!cleaned) return {};
  return cleaned->text ? *cleaned->text : std::string(text);
}

std::string text_member(element object, const char* key, const secrets::Secret& credential) {
  std::string_view text;
  if (object[key].get(text) != simdjson::SUCCESS) return {};
  return showable(text, credential);
}

// Whether it was for want of a scope that the call was refused, and which, as far as the platform says (RFC 6750
// section 3.1; the header that others answer with).
void explain_scope(const Operation& operation, const transport::Response& response, const secrets::Secret& credential,
                   Error& error) {
  const BearerChallenge challenge = read_bearer_challenge(response.challenge);
  if (challenge.error != kInsufficientScope && error.api_code != "INSUFFICIENT_SCOPE") return;
  error.rule = std::string(kInsufficientScope);
  const auto accepted = privilege::ScopeSet::parse(response.accepted_scopes);
  const std::string scopes = challenge.scope.empty() && accepted ? accepted->text() : challenge.scope;
  if (scopes.empty() || scopes.size() > kLongestScopes) return;
  error.message += " " + operation.id + " needs: " + showable(scopes, credential) + ".";
}

Error failure(const Operation& operation, transport::Response& response, const secrets::Secret& credential) {
  const ErrorCode code = code_for(response.status);
  Error error = make_error(code, cure_for(code));
  error.http_status = response.status;
  error.request_id = showable(response.request_id, credential);
  error.retry_after = transport::parse_retry_after(response.retry_after, system_clock().wall_now());
  if (response.status == 501 || response.status == 505) error.retriable = false;
  const auto parsed = answer_document(response.body.size()).parse_in_place(response.body);
  element details;
  if (parsed && (*parsed)["error"].get(details) == simdjson::SUCCESS && details.is_object()) {
    error.api_code = text_member(details, "code", credential);
    const std::string message = text_member(details, "message", credential);
    const std::string more = text_member(details, "details", credential);
    if (!message.empty()) error.message += " The service says: " + message;
    if (!more.empty()) error.message += " (" + more + ")";
  }
  if (code == ErrorCode::permission) explain_scope(operation, response, credential, error);
  return error;
}

Error broken(const transport::Response& response, std::string rule, std::string message) {
  Error error = make_error(ErrorCode::response, std::move(message));
  error.rule = std::move(rule);
  error.http_status = response.status;
  error.request_id = response.request_id;
  return error;
}

// Whether the root is `{"status":"success","data":…}`.
bool is_envelope(element root) {
  std::string_view status;
  return root["status"].get(status) == simdjson::SUCCESS && status == "success" &&
         root["data"].error() == simdjson::SUCCESS;
}

// A list may also come without its envelope: the collection beside `pagination`.
bool is_bare_list(const Operation& operation, element root) {
  return !operation.collection.empty() && root[operation.collection].error() == simdjson::SUCCESS;
}

std::optional<PagePosition> page_position(const Operation& operation, element data) {
  if (operation.collection.empty()) return std::nullopt;
  const element pagination = data["pagination"];
  const simdjson::dom::array items = data[operation.collection];
  return PagePosition{
      .offset = pagination["offset"], .total = pagination["total"], .items = static_cast<std::int64_t>(items.size())};
}

}  // namespace

Answer::Answer(transport::Response response, std::size_t begin, std::size_t size,
               std::optional<PagePosition> page) noexcept
    : body_(std::move(response.body)),
      begin_(begin),
      size_(size),
      http_status_(response.status),
      request_id_(std::move(response.request_id)),
      attempts_(response.attempts),
      measures_(response.measures),
      page_(page) {
  // A NUL behind the data makes it a C string too.
  body_.resize(begin_ + size_);
}

Result<Answer> read_answer(const Operation& operation, transport::Response response,
                           const secrets::Secret& credential) {
  if (response.status < 200 || response.status > 299) return failure(operation, response, credential);
  const auto parsed = answer_document(response.body.size()).parse_in_place(response.body);
  if (!parsed)
    return broken(response, parsed.error().rule, "The answer is not acceptable JSON: " + parsed.error().message);
  if (!parsed->is_object()) return broken(response, "envelope", "The answer is not a JSON object.");
  const bool enveloped = is_envelope(*parsed);
  if (!enveloped && !is_bare_list(operation, *parsed)) {
    return broken(response, "envelope", "The answer has no `data` of a success in it.");
  }
  const element data = enveloped ? (*parsed)["data"].value_unsafe() : *parsed;
  const Result<void> valid = operation.data.validate(data);
  if (!valid) {
    Error error = broken(response, valid.error().rule, "The answer breaks its schema: " + valid.error().message);
    error.field = valid.error().field;
    return error;
  }
  const std::string_view text = enveloped ? *member_text(response.body, "data") : std::string_view(response.body);
  const auto begin = static_cast<std::size_t>(text.data() - response.body.data());
  const std::size_t size = text.size();
  return Answer(std::move(response), begin, size, page_position(operation, data));
}

}  // namespace cfy::client
