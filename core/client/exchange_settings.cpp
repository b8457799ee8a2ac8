#include "client/exchange_settings.hpp"

#include "client/tls_settings.hpp"
#include "client/version.hpp"
#include "client/wire_log.hpp"

namespace cfy::client {

Result<transport::ExchangeSettings> make_exchange_settings(const Settings& settings) {
  Result<tls::Policy> policy = make_tls_policy(settings);
  if (!policy) return std::move(policy).error();
  transport::ExchangeSettings exchange;
  exchange.tls = *std::move(policy);
  exchange.proxy = settings.proxy;
  exchange.user_agent = std::string("connectify/") + kVersion;
  exchange.observer = make_wire_log(settings);
  return exchange;
}

}  // namespace cfy::client
