#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tls/policy.hpp"
#include "transport/http.hpp"
#include "transport/wire_observer.hpp"

namespace cfy::transport {

// What all exchanges of one engine have in common.
struct ExchangeSettings {
  tls::Policy tls;
  std::string proxy;                       // empty: none
  std::vector<std::string> private_hosts;  // that may have other than public addresses, whatever a request's rule says
  std::string user_agent;
  ResponseLimits limits;
  std::shared_ptr<WireObserver> observer;  // null: nobody looks
};

}  // namespace cfy::transport
