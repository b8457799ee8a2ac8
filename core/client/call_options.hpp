#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "transport/cancel.hpp"

namespace cfy::client {

// What one call wants to be different from its client.
struct CallOptions {
  std::optional<std::chrono::milliseconds> timeout;
  std::optional<int> max_retries;
  std::string idempotency_key;  // empty: none
  std::shared_ptr<transport::Cancellation> cancellation;
  bool counted = true;  // as a use of the credential; the library's own calls are none

  // Sets `timeout` (seconds, as text), `max_retries` or `idempotency_key`; fails (validation) for another name, with the nearest known
  // one, or a value that will not do.
  Result<void> set(std::string_view name, std::string_view value);
};

}  // namespace cfy::client
