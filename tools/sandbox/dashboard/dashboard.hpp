#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "sandbox/dashboard/guard.hpp"
#include "sandbox/dashboard/request_log.hpp"
#include "sandbox/dashboard/test_delivery.hpp"
#include "sandbox/oauth/authorization_server.hpp"
#include "sandbox/rate_limit.hpp"
#include "sandbox/standing_faults.hpp"

namespace cfy::sandbox {

// What the dashboard shows and changes.
struct DashboardParts {
  Database& database;
  const Clock& clock;
  AuthorizationServer& authorization_server;
  StandingFaults& faults;
  RateLimiter& rate_limiter;
  RequestLog& log;
  // Serves an operation of the API as the account's owner, who needs neither key nor signature.
  std::function<Reply(const Request&)> as_owner;
};

// One page to look into the sandbox and to change it, and what that page asks for. Any thread.
class Dashboard {
 public:
  Dashboard(Guard guard, const DashboardParts& parts);

  static bool owns(std::string_view target) noexcept;
  Reply respond(const Request& request);

  [[nodiscard]] std::string address() const { return guard_.address(); }

 private:
  Reply answer(const Request& request);
  Reply answer_own(const Request& request, std::string_view path);
  Reply applications(const Request& request, std::string_view id);
  Reply set_faults(const Request& request);
  Reply set_rate_limit(const Request& request);
  Reply send_delivery(const Request& request);
  Reply make_signing_secret();
  Reply state();
  Reply live();

  Guard guard_;
  DashboardParts parts_;
  TestDeliveries deliveries_;
};

}  // namespace cfy::sandbox
