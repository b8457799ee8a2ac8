#include "oauth/device_code.hpp"

#include <algorithm>
#include <cmath>

#include <simdjson.h>

#include "oauth/json_reading.hpp"
#include "oauth/metadata.hpp"
#include "oauth/pause.hpp"
#include "oauth/refusal.hpp"

namespace cfy::oauth {
namespace {

namespace dom = simdjson::dom;

constexpr const char* kField = "device_answer";
constexpr std::size_t kMostAnswerBytes = 64U << 10U;
constexpr std::chrono::seconds kSlower{5};  // RFC 8628 section 3.5

Error refused_answer(std::string_view name, std::string rule, std::string message) {
  return refused(std::string(kField) + "." + std::string(name), std::move(rule), std::move(message));
}

Result<std::string> printable(dom::object answer, std::string_view name, std::size_t most) {
  const std::string rule = std::string(name) + "_form";
  const auto text = string_member(answer, name, kField, rule);
  if (!text) return text.error();
  const std::string_view value = text->value_or("");
  const bool good = !value.empty() && value.size() <= most &&
                    std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  if (good) return std::string(value);
  return refused_answer(name, rule, "The answer has no `" + std::string(name) + "` that can be shown and sent.");
}

Result<std::string> address(dom::object answer, std::string_view name) {
  const auto text = string_member(answer, name, kField, "endpoint_form");
  if (!text) return text.error();
  if (!*text) return std::string();
  if (Result<void> good = check_endpoint(**text, std::string(kField) + "." + std::string(name)); !good) {
    return std::move(good).error();
  }
  return std::string(**text);
}

Result<std::chrono::seconds> seconds(dom::object answer, std::string_view name, double least,
                                     std::optional<std::chrono::seconds> usual) {
  constexpr double kDay = 24.0 * 3600;
  const auto value = member(answer, name);
  if (!value && usual) return *usual;
  const double number = value && value->is_number() ? value->get_double().value() : -1;
  if (number >= least && number <= kDay && std::floor(number) == number) {
    return std::chrono::seconds(static_cast<std::int64_t>(number));
  }
  return refused_answer(name, std::string(name) + "_form",
                        "The answer's `" + std::string(name) + "` is not a whole number of seconds of a day at most.");
}

}  // namespace

Result<DeviceCode> parse_device_answer(int status, std::string_view content_type, std::string_view body,
                                       std::chrono::steady_clock::time_point asked_at) {
  if (status != 200) return read_error_answer(status, content_type, body, kField);
  if (!is_json(content_type)) {
    return refused(kField, "content_type", "The answer of the device endpoint is not application/json.");
  }
  sanitize::JsonDocument document;
  const Result<dom::object> answer = read_object(document, body, kField, kMostAnswerBytes);
  if (!answer) return answer.error();
  DeviceCode device;
  Result<std::string> code = printable(*answer, "device_code", kMostAnswerBytes);
  if (!code) return std::move(code).error();
  Result<secrets::Secret> kept = secrets::Secret::copy_of(*code);
  secrets::wipe(*code);
  if (!kept) return std::move(kept).error();
  device.device_code = *std::move(kept);
  Result<std::string> user_code = printable(*answer, "user_code", 64);
  if (!user_code) return std::move(user_code).error();
  device.user_code = *std::move(user_code);
  Result<std::string> uri = address(*answer, "verification_uri");
  if (!uri) return std::move(uri).error();
  if (uri->empty()) {
    return refused_answer("verification_uri", "endpoint_form", "The answer doesn't say where the code is typed.");
  }
  device.verification_uri = *std::move(uri);
  Result<std::string> complete = address(*answer, "verification_uri_complete");
  if (!complete) return std::move(complete).error();
  device.verification_uri_complete = *std::move(complete);
  const auto lifetime = seconds(*answer, "expires_in", 1, std::nullopt);
  if (!lifetime) return lifetime.error();
  device.expires_at = asked_at + *lifetime;
  const auto interval = seconds(*answer, "interval", 0, device.interval);
  if (!interval) return interval.error();
  device.interval = *interval;
  return device;
}

Result<Tokens> wait_for_device(const DeviceCode& device, const std::function<Result<Tokens>()>& ask,
                               transport::Cancellation* cancellation, const Clock& clock) {
  // A server that wants no pause at all is asked twice a second even so.
  std::chrono::milliseconds interval =
      std::max(std::chrono::milliseconds(device.interval), std::chrono::milliseconds(500));
  while (clock.steady_now() + interval < device.expires_at) {
    if (Result<void> waited = pause(interval, cancellation); !waited) return std::move(waited).error();
    Result<Tokens> tokens = ask();
    if (tokens) return tokens;
    const Error& error = tokens.error();
    if (error.api_code == "authorization_pending") continue;
    if (error.api_code == "slow_down") {
      interval += kSlower;
    } else if (error.code == ErrorCode::connection || error.code == ErrorCode::timeout) {
      interval *= 2;
    } else {
      return tokens;
    }
  }
  return refused("device_code", "device_expired", "The code was not typed in time; begin again for a new one.");
}

}  // namespace cfy::oauth
