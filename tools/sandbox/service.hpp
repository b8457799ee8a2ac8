#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "sandbox/dashboard/dashboard.hpp"
#include "sandbox/idempotency.hpp"
#include "sandbox/oauth/authorization_server.hpp"
#include "sandbox/rate_limit.hpp"
#include "sandbox/router.hpp"
#include "sandbox/signatures.hpp"
#include "sandbox/standing_faults.hpp"

namespace cfy::sandbox {

struct ServiceOptions {
  std::string origin;  // `https://127.0.0.1:PORT`
  std::int64_t requests_per_minute;
  bool faults;
  bool self_check;
  bool verbose;
};

// The way of a request: request id, the authorization server or a route of the API, credential, rate limit, scopes, signature, arguments and body, idempotency, the
// operation, and the check of its answer.
class Service {
 public:
  Service(Router router, Database& database, AuthorizationServer& authorization_server, const ServiceOptions& options,
          secrets::Secret api_secret, secrets::Secret dashboard_token, const Clock& clock);

  // Answers a request; any thread. Nothing is thrown.
  Reply respond(const Request& request);

  // The answer to what never became a request, such as a malformed request line.
  Reply refuse(int status);

  // Ends the delays that requests asked for, and lets no new one begin.
  void interrupt() noexcept;

  // Where a person finds the dashboard.
  [[nodiscard]] std::string dashboard_address() const { return dashboard_.address(); }

 private:
  void delay(std::chrono::milliseconds time);
  Result<Faults> wanted_faults(const Request& request);
  Reply respond_spoiled(const Request& request);
  Reply answer_fault_request(const Request& request);
  Reply answer(const Request& request);
  Reply answer_owner(const Request& request);
  void remember(const Request& request, const Reply& reply, const std::string& id,
                std::chrono::duration<double, std::milli> taken);
  std::optional<Reply> authenticate(const Request& request, Principal& principal);
  Reply serve(const Operation& operation, const std::vector<std::string_view>& segments, const Request& request);
  Reply serve_identified(const Operation& operation, const std::vector<std::string_view>& segments, Call& call);
  Reply perform(const Operation& operation, const Call& call);
  Reply checked(const Operation& operation, Reply reply) const;

  Router router_;
  Database& database_;
  AuthorizationServer& authorization_server_;
  Authenticator authenticator_;
  RateLimiter rate_limiter_;
  IdempotencyStore idempotency_;
  SignatureChecker signatures_;
  ServiceOptions options_;
  const Clock& clock_;
  StandingFaults standing_faults_;
  RequestLog request_log_;
  Dashboard dashboard_;
  std::mutex mutex_;
  std::condition_variable interrupted_changed_;
  bool interrupted_ = false;
};

}  // namespace cfy::sandbox
