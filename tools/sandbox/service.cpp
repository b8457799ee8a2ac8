#include "sandbox/service.hpp"

#include <algorithm>
#include <exception>
#include <iostream>
#include <iterator>
#include <optional>
#include <utility>

#include "sandbox/envelope.hpp"
#include "sandbox/oauth/answer.hpp"
#include "sandbox/oauth/resource.hpp"
#include "sandbox/random.hpp"
#include "sandbox/target.hpp"
#include "sandbox/text.hpp"
#include "secrets/credential.hpp"

namespace cfy::sandbox {
namespace {

// A request id is taken over if it can stand in a log, and is not a credential put there by mistake.
std::string request_id(const Request& request) {
  constexpr std::size_t kLongest = 128;
  const std::string_view given = request.header("X-Request-Id");
  const bool well_formed = !given.empty() && given.size() <= kLongest && std::ranges::all_of(given, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           c == '.';
  });
  if (well_formed && !secrets::inspect_credential(given)) return std::string(given);
  return "req_" + random_base32(20);
}

// The path without its query, and without a credential that strayed into it.
std::string loggable_path(std::string_view target) {
  std::string path;
  for (const std::string_view segment : split(path_of(target), '/')) {
    const auto decoded = percent_decode(segment);
    const bool credential = secrets::inspect_credential(decoded ? *decoded : segment).has_value();
    if (!path.empty() || segment.data() != target.data()) path += '/';
    path += credential ? "[credential]" : log_escape(segment);
  }
  return path;
}

// Where tests ask for standing faults.
constexpr std::string_view kFaultsPath = "/sandbox/faults";

// The answer of a fault that lets nothing be done.
std::optional<Reply> answer_instead(const Fault& fault, const Request& request) {
  if (fault.kind == FaultKind::status) return failure(static_cast<int>(fault.number));
  if (fault.kind == FaultKind::redirect) {
    Reply reply = failure(307);
    reply.headers.emplace_back("Location", request.target);
    return reply;
  }
  if (fault.kind != FaultKind::nonce_again) return std::nullopt;
  Reply reply = oauth_answer(oauth_refusal("use_dpop_nonce", "Make a proof with the nonce of the field DPoP-Nonce."));
  reply.headers.emplace_back("DPoP-Nonce", random_base32(26));
  return reply;
}

// In one piece, so that lines of several threads do not mix.
void log(const std::string& line) { std::cerr << line + '\n'; }

}  // namespace

Service::Service(Router router, Database& database, AuthorizationServer& authorization_server,
                 const ServiceOptions& options, secrets::Secret api_secret, secrets::Secret dashboard_token,
                 const Clock& clock)
    : router_(std::move(router)),
      database_(database),
      authorization_server_(authorization_server),
      authenticator_(database, clock),
      rate_limiter_(options.requests_per_minute, clock),
      idempotency_(database, clock),
      signatures_(std::move(api_secret), clock),
      options_(options),
      clock_(clock),
      dashboard_(Guard(options.origin, std::move(dashboard_token)),
                 {database, clock, authorization_server, standing_faults_, rate_limiter_, request_log_,
                  [this](const Request& request) { return answer_owner(request); }}) {}

Reply Service::respond(const Request& request) {
  const auto begin = std::chrono::steady_clock::now();
  const bool looks_on = Dashboard::owns(request.target);
  Reply reply;
  std::string id;
  try {
    id = request_id(request);
    reply = looks_on ? dashboard_.respond(request) : respond_spoiled(request);
  } catch (const std::exception& error) {
    log("request " + id + " failed: " + log_escape(error.what()));
    reply = failure(500);
  }
  reply.headers.emplace_back("X-Request-Id", id);
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
  if (!looks_on) remember(request, reply, id, taken);
  if (options_.verbose) {
    log(request.method + " " + loggable_path(request.target) + " " + std::to_string(reply.status) + " " +
        std::to_string(taken.count()) + " ms " + id);
  }
  return reply;
}

void Service::remember(const Request& request, const Reply& reply, const std::string& id,
                       std::chrono::duration<double, std::milli> taken) {
  SeenRequest seen{id, {}, {}, clock_.wall_now(), taken};
  if (const Operation* const operation = router_.match(request.method, request.target).operation) {
    seen.operation = operation->id;
    seen.scopes = operation->scopes;
  }
  request_log_.add(request, reply, seen);
}

Reply Service::refuse(int status) {
  Reply reply = failure(status);
  reply.headers.emplace_back("X-Request-Id", "req_" + random_base32(20));
  return reply;
}

void Service::interrupt() noexcept {
  const std::lock_guard lock(mutex_);
  interrupted_ = true;
  interrupted_changed_.notify_all();
}

void Service::delay(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  interrupted_changed_.wait_for(lock, time, [this] { return interrupted_; });
}

// Standing faults are asked for by tests where those are let, and on the dashboard at any time.
Result<Faults> Service::wanted_faults(const Request& request) {
  const std::string_view wanted = options_.faults ? request.header("X-Sandbox-Fault") : std::string_view();
  if (wanted.empty()) return standing_faults_.take(path_of(request.target));
  if (const auto parsed = parse_fault(wanted)) {
    return parsed->kind == FaultKind::delay ? Faults{std::chrono::milliseconds(parsed->number), {}}
                                            : Faults{{}, *parsed};
  }
  return validation_error("X-Sandbox-Fault", "form", "X-Sandbox-Fault is one of " + fault_names() + ".");
}

Reply Service::respond_spoiled(const Request& request) {
  const auto wanted = wanted_faults(request);
  if (!wanted) return failure(400, "BAD_REQUEST", wanted.error().message, wanted.error().field);
  const auto& [time, fault] = *wanted;
  if (time.count() > 0) delay(time);
  if (auto instead = answer_instead(fault, request)) return std::move(*instead);
  Reply reply = answer(request);
  if (AuthorizationServer::owns(request.target)) {
    authorization_server_.spoil(fault, reply);
  } else {
    apply_to_body(fault, reply);
  }
  reply.fault = fault;
  return reply;
}

// Not from a page of the web: browsers ask a server before they send a PUT to another origin.
Reply Service::answer_fault_request(const Request& request) {
  if (request.method == "GET") return success(200, standing_faults_.left());
  if (request.method != "PUT") return failure(405);
  if (const auto set = standing_faults_.set(request.body); !set) {
    return failure(422, "VALIDATION_FAILED", set.error().message, set.error().field);
  }
  return success(200, standing_faults_.left());
}

Reply Service::answer(const Request& request) {
  if (request.body_state == BodyState::too_large) return failure(413);
  if (request.body_state == BodyState::broken) return failure(400);
  if (options_.faults && path_of(request.target) == kFaultsPath) return answer_fault_request(request);
  if (AuthorizationServer::owns(request.target)) return authorization_server_.respond(request);
  const Router::Match match = router_.match(request.method, request.target);
  if (match.allowed.empty()) {
    return failure(404, "NOT_FOUND",
                   "There is nothing at this address; paths begin with " + router_.base_path() + "/.");
  }
  if (match.operation == nullptr) {
    Reply reply =
        failure(405, "METHOD_NOT_ALLOWED", "This address does not take this method, but " + match.allowed + ".");
    reply.headers.emplace_back("Allow", match.allowed);
    return reply;
  }
  Reply reply = serve(*match.operation, match.segments, request);
  return options_.self_check && !reply.more ? checked(*match.operation, std::move(reply)) : reply;
}

Reply Service::answer_owner(const Request& request) {
  const Router::Match match = router_.match(request.method, request.target);
  if (match.operation == nullptr) return failure(match.allowed.empty() ? 404 : 405);
  Call call{request, {.scopes = router_.scopes()}, {}, {}};
  if (auto refusal = read_arguments(*match.operation, match.segments, call)) return std::move(*refusal);
  return perform(*match.operation, call);
}

std::optional<Reply> Service::authenticate(const Request& request, Principal& principal) {
  return bears_access_token(request) ? authorization_server_.authenticate(request, principal)
                                     : authenticator_.authenticate(request, principal);
}

Reply Service::serve(const Operation& operation, const std::vector<std::string_view>& segments,
                     const Request& request) {
  Call call{request, {}, {}, {}};
  if (!operation.needs_credential) return serve_identified(operation, segments, call);
  if (auto refusal = authenticate(request, call.principal)) return std::move(*refusal);
  RateLimiter::Verdict verdict = rate_limiter_.count(call.principal.id);
  Reply reply = verdict.allowed ? serve_identified(operation, segments, call) : failure(429);
  std::ranges::move(verdict.headers, std::back_inserter(reply.headers));
  return reply;
}

Reply Service::serve_identified(const Operation& operation, const std::vector<std::string_view>& segments, Call& call) {
  if (auto refusal = check_scopes(call.principal, operation.scopes)) return std::move(*refusal);
  if (operation.is_signed) {
    if (auto refusal = signatures_.check(call.request)) return std::move(*refusal);
  }
  if (auto refusal = read_arguments(operation, segments, call)) return std::move(*refusal);
  return perform(operation, call);
}

Reply Service::perform(const Operation& operation, const Call& call) {
  if (operation.method != "POST" || call.request.header("Idempotency-Key").empty()) return operation.handler(call);
  Database::Transaction transaction(database_);
  if (auto earlier = idempotency_.find(call.principal.id, call.request)) return std::move(*earlier);
  Reply reply = operation.handler(call);
  if (reply.status >= 500) return reply;
  idempotency_.remember(call.principal.id, call.request, reply);
  transaction.commit();
  return reply;
}

Reply Service::checked(const Operation& operation, Reply reply) const {
  const auto fits = check_answer(operation, reply);
  if (fits) return reply;
  log("the answer of " + operation.id + " breaks its schema: " + log_escape(fits.error().message));
  return failure(500);
}

}  // namespace cfy::sandbox
