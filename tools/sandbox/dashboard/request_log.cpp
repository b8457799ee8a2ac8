#include "sandbox/dashboard/request_log.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "sandbox/oauth/authorization_server.hpp"
#include "sandbox/target.hpp"
#include "sandbox/text.hpp"
#include "secrets/redactor.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr std::size_t kMostEntries = 200;
constexpr std::size_t kMostBytesLookedAt = std::size_t{64} << 10U;
constexpr std::size_t kMostBytesShown = 4096;
constexpr std::string_view kHidden = "[hidden]";

// Fields whose values are good for something to whoever has them, whatever they look like.
constexpr std::array<std::string_view, 6> kHiddenFields = {"Cookie",
                                                           "DPoP",
                                                           "Proxy-Authorization",
                                                           "X-Connectify-Nonce",
                                                           "X-Connectify-Request-Signature",
                                                           "X-Connectify-Signature"};

// Of the parameters of OAuth, those that open nothing. All others are codes, tokens, secrets and passwords.
constexpr std::array<std::string_view, 14> kShownParameters = {
    "audience",      "client_id",    "code_challenge_method", "decision",       "grant_type",
    "prompt",        "redirect_uri", "requested_token_type",  "resource",       "response_type",
    "response_mode", "scope",        "subject_token_type",    "token_type_hint"};

bool same_field(std::string_view a, std::string_view b) {
  constexpr FieldNameLess less;
  return !less(a, b) && !less(b, a);
}

std::string redacted(std::string_view text) {
  return secrets::Redactor::of_process()->redact(text).value_or(std::string(text));
}

// The scheme, and behind it the fingerprint of what has the form of a credential; of anything else nothing.
std::string shown_authorization(std::string_view value) {
  const std::string_view scheme = value.substr(0, value.find(' '));
  const std::string masked = redacted(value);
  const bool whole = masked.starts_with(std::string(scheme) + " [REDACTED:") && masked.ends_with(']') &&
                     masked.find(' ', scheme.size() + 1) == std::string::npos;
  return whole ? masked : std::string(scheme) + " " + std::string(kHidden);
}

std::string shown_field(std::string_view name, std::string_view value) {
  if (same_field(name, "Authorization")) return shown_authorization(value);
  const bool hidden =
      std::ranges::any_of(kHiddenFields, [name](std::string_view each) { return same_field(name, each); });
  return hidden ? std::string(kHidden) : redacted(value);
}

std::string shown_parameters(std::string_view form) {
  std::string text;
  for (const std::string_view part : split(form, '&')) {
    const std::string_view name = part.substr(0, part.find('='));
    const bool shown = std::ranges::find(kShownParameters, name) != kShownParameters.end();
    text += text.empty() ? "" : "&";
    text += shown ? redacted(part) : redacted(name) + (part.empty() ? "" : "=" + std::string(kHidden));
  }
  return text;
}

std::string shown_target(const Request& request) {
  const std::string_view query = query_of(request.target);
  if (query.empty() || !AuthorizationServer::owns(request.target)) return redacted(request.target);
  return redacted(path_of(request.target)) + "?" + shown_parameters(query);
}

std::string cut(std::string text) {
  if (text.size() > kMostBytesShown) {
    text.resize(kMostBytesShown);
    text += "…";
  }
  return text;
}

std::string shown_body(std::string_view body) {
  if (body.size() > kMostBytesLookedAt) return "[" + std::to_string(body.size()) + " bytes]";
  return cut(redacted(body));
}

std::string shown_request_body(const Request& request) {
  if (request.body.empty() || !AuthorizationServer::owns(request.target)) return shown_body(request.body);
  if (!request.header("Content-Type").starts_with("application/x-www-form-urlencoded")) return std::string(kHidden);
  return request.body.size() > kMostBytesLookedAt ? shown_body(request.body) : cut(shown_parameters(request.body));
}

// What the authorization server answers are tokens, but for its refusals.
std::string shown_answer(const Request& request, const Reply& reply) {
  if (reply.more) return "[a stream]";
  const bool tokens = AuthorizationServer::owns(request.target) && reply.status < 400;
  return tokens && !reply.body.empty() ? std::string(kHidden) : shown_body(reply.body);
}

std::string describe(const Request& request, const Reply& reply, const SeenRequest& seen) {
  json headers = json::array();
  for (const auto& [name, value] : request.headers) headers.push_back({redacted(name), shown_field(name, value)});
  const json entry = {{"id", seen.id},
                      {"time", rfc3339(seen.time)},
                      {"method", request.method},
                      {"target", shown_target(request)},
                      {"status", reply.status},
                      {"ms", std::round(seen.taken.count() * 10) / 10},
                      {"operation", seen.operation},
                      {"scopes", seen.scopes},
                      {"headers", std::move(headers)},
                      {"body", shown_request_body(request)},
                      {"answer", shown_answer(request, reply)}};
  return entry.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

void RequestLog::add(const Request& request, const Reply& reply, const SeenRequest& seen) {
  std::string text = describe(request, reply, seen);
  const std::lock_guard lock(mutex_);
  entries_.push_back({++last_, std::move(text)});
  if (entries_.size() > kMostEntries) entries_.pop_front();
}

std::vector<RequestLog::Entry> RequestLog::after(std::uint64_t sequence) const {
  const std::lock_guard lock(mutex_);
  const auto begin =
      std::ranges::find_if(entries_, [sequence](const Entry& entry) { return entry.sequence > sequence; });
  return {begin, entries_.end()};
}

}  // namespace cfy::sandbox
