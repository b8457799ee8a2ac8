#pragma once

#include "base/result.hpp"
#include "client/settings.hpp"
#include "transport/exchange.hpp"

namespace cfy::client {

// How every server is reached: TLS policy, proxy, name. Errors: those of make_tls_policy().
Result<transport::ExchangeSettings> make_exchange_settings(const Settings& settings);

}  // namespace cfy::client
