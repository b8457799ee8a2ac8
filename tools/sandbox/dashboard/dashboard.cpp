#include "sandbox/dashboard/dashboard.hpp"

#include <algorithm>
#include <utility>

#include "sandbox/dashboard/page_files.hpp"
#include "sandbox/envelope.hpp"
#include "sandbox/records.hpp"
#include "sandbox/target.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view kRoot = "/dashboard";
constexpr std::string_view kApplications = "/applications";
constexpr std::int64_t kMostRequestsPerMinute = 1'000'000;

std::string_view media_type(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  return "image/svg+xml";
}

// The page, or one of its files; there is nothing secret in them.
Reply show_file(std::string_view name) {
  const auto files = page_files();
  const auto file = std::ranges::find(files, name, &PageFile::name);
  if (file == files.end()) return failure(404);
  Reply reply;
  reply.body = file->content;
  reply.content_type = media_type(name);
  return reply;
}

// Nothing but the sandbox's own files runs or is loaded, nothing is kept, and no other page gets hold of this one.
void add_policy(Reply& reply) {
  reply.headers.insert(
      reply.headers.end(),
      {{"Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"},
       {"Cache-Control", "no-store"},
       {"Cross-Origin-Opener-Policy", "same-origin"},
       {"Cross-Origin-Resource-Policy", "same-origin"},
       {"Referrer-Policy", "no-referrer"},
       {"X-Content-Type-Options", "nosniff"}});
}

Reply refusal(const Error& error) {
  switch (error.code) {
    case ErrorCode::validation: return failure(422, "VALIDATION_FAILED", error.message, error.field);
    case ErrorCode::oauth: return failure(422, "VALIDATION_FAILED", error.message, error.api_code);
    case ErrorCode::conflict: return failure(409, "CONFLICT", error.message);
    default: return failure(502, "NOT_DELIVERED", error.message);
  }
}

json body_of(const Request& request) { return json::parse(request.body, nullptr, false); }

}  // namespace

Dashboard::Dashboard(Guard guard, const DashboardParts& parts)
    : guard_(std::move(guard)), parts_(parts), deliveries_(parts.database, parts.clock) {}

bool Dashboard::owns(std::string_view target) noexcept {
  const std::string_view path = path_of(target);
  return path == kRoot || path.starts_with("/dashboard/");
}

Reply Dashboard::respond(const Request& request) {
  Reply reply = answer(request);
  add_policy(reply);
  return reply;
}

Reply Dashboard::answer(const Request& request) {
  if (auto refused = guard_.check_origin(request)) return std::move(*refused);
  if (request.body_state != BodyState::complete) {
    return failure(request.body_state == BodyState::too_large ? 413 : 400);
  }
  const std::string_view path = path_of(request.target).substr(kRoot.size());
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (reads && path.empty()) return show_file("index.html");
  if (reads && path.starts_with("/page/")) return show_file(path.substr(std::string_view("/page/").size()));
  if (auto refused = guard_.check_token(request)) return std::move(*refused);
  if (path.starts_with("/v1/")) {
    Request inner = request;
    inner.target = request.target.substr(kRoot.size());
    return parts_.as_owner(inner);
  }
  return answer_own(request, path);
}

Reply Dashboard::answer_own(const Request& request, std::string_view path) {
  const std::string& method = request.method;
  if (path.starts_with(kApplications)) return applications(request, path.substr(kApplications.size()));
  if (method == "GET" && path == "/state") return state();
  if (method == "GET" && path == "/live") return live();
  if (method == "PUT" && path == "/faults") return set_faults(request);
  if (method == "PUT" && path == "/rate-limit") return set_rate_limit(request);
  if (method == "POST" && path == "/signing-secret") return make_signing_secret();
  if (method == "POST" && path == "/deliveries") return send_delivery(request);
  return failure(404);
}

Reply Dashboard::applications(const Request& request, std::string_view id) {
  AuthorizationServer& server = parts_.authorization_server;
  if (request.method == "GET" && id.empty()) return success(200, {{"applications", server.clients()}});
  if (request.method == "POST" && id.empty()) {
    auto made = server.add_client(body_of(request));
    return made ? success(201, std::move(*made)) : refusal(made.error());
  }
  if (request.method == "DELETE" && id.starts_with('/')) {
    return server.remove_client(id.substr(1)) ? success(200, {{"id", id.substr(1)}, {"deleted", true}}) : failure(404);
  }
  return failure(405);
}

Reply Dashboard::state() {
  return success(200, {{"faults", parts_.faults.left()},
                       {"fault_names", fault_names()},
                       {"requests_per_minute", parts_.rate_limiter.per_minute()},
                       {"scopes", parts_.authorization_server.scopes()}});
}

Reply Dashboard::set_faults(const Request& request) {
  if (const auto set = parts_.faults.set(request.body); !set) return refusal(set.error());
  return state();
}

Reply Dashboard::set_rate_limit(const Request& request) {
  const json body = body_of(request);
  const json limit = body.is_object() ? body.value("requests_per_minute", json()) : json();
  if (!limit.is_number_integer() || limit < 1 || limit > kMostRequestsPerMinute) {
    return failure(422, "VALIDATION_FAILED", "The limit is from 1 to 1000000 requests a minute.",
                   "requests_per_minute");
  }
  parts_.rate_limiter.set_limit(limit);
  return state();
}

Reply Dashboard::make_signing_secret() {
  const auto secret = deliveries_.make_secret();
  return secret ? success(201, {{"secret", secret->reveal()}}) : failure(500);
}

Reply Dashboard::send_delivery(const Request& request) {
  auto sent = deliveries_.send(body_of(request));
  return sent ? success(200, std::move(*sent)) : refusal(sent.error());
}

// The requests that are left in the log, then whatever happens: requests and events.
Reply Dashboard::live() {
  constexpr std::int64_t kAtOnce = 100;
  RecordStore events(parts_.database, "events");
  Reply reply;
  reply.content_type = "text/event-stream";
  reply.body = ": connected\n\n";
  reply.more = [&log = parts_.log, events, request = std::uint64_t{0}, event = events.last_sequence()]() mutable {
    std::string text;
    for (RequestLog::Entry& entry : log.after(request)) {
      text += "event: request\ndata: " + entry.json + "\n\n";
      request = entry.sequence;
    }
    for (const RecordStore::Added& added : events.added_after(event, kAtOnce)) {
      text += "event: event\ndata: " + added.record.dump() + "\n\n";
      event = added.sequence;
    }
    return text;
  };
  return reply;
}

}  // namespace cfy::sandbox
