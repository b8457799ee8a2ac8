#include "client/call_options.hpp"

#include <algorithm>
#include <array>

#include "base/closest.hpp"
#include "client/settings_values.hpp"

namespace cfy::client {
namespace {

constexpr std::size_t kLongestIdempotencyKey = 128;

// It travels as a header value: visible ASCII keeps it whole on every hop (RFC 9110 section 5.5).
bool is_idempotency_key(std::string_view text) {
  return !text.empty() && text.size() <= kLongestIdempotencyKey &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

Result<void> CallOptions::set(std::string_view name, std::string_view value) {
  if (name == "timeout") {
    std::chrono::milliseconds read{};
    const Result<std::string> shown = read_seconds(value, read);
    if (!shown) return validation_error("timeout", "timeout", "timeout " + shown.error().message);
    timeout = read;
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
  constexpr std::array<std::string_view, 2> kNames = {"timeout", "idempotency_key"};
  return validation_error("options", "unknown_option",
                          "There is no call option of that name." + did_you_mean(name, kNames));
}

}  // namespace cfy::client
