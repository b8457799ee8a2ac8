#include "client/call_options.hpp"

#include <array>

#include "base/closest.hpp"
#include "client/idempotency_key.hpp"
#include "client/settings_values.hpp"

namespace cfy::client {

Result<void> CallOptions::set(std::string_view name, std::string_view value) {
  if (name == "timeout") {
    std::chrono::milliseconds read{};
    const Result<std::string> shown = read_seconds(value, read);
    if (!shown) return validation_error("timeout", "timeout", "timeout " + shown.error().message);
    timeout = read;
    return {};
  }
  if (name == "max_retries") {
    int read = 0;
    const Result<std::string> shown = read_count(value, kMostRetries, read);
    if (!shown) return validation_error("max_retries", shown.error().rule, "max_retries " + shown.error().message);
    max_retries = read;
    return {};
  }
  if (name == "idempotency_key") {
    if (!is_idempotency_key(value)) {
      return validation_error("idempotency_key", "character_not_allowed",
                              "idempotency_key must be 1 to 128 visible ASCII characters without spaces.");
    }
    idempotency_key = value;
    return {};
  }
  constexpr std::array<std::string_view, 3> kNames = {"timeout", "max_retries", "idempotency_key"};
  return validation_error("options", "unknown_option",
                          "There is no call option of that name." + did_you_mean(name, kNames));
}

}  // namespace cfy::client
