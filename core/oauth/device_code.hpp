#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "oauth/token_answer.hpp"
#include "secrets/secret.hpp"
#include "transport/cancel.hpp"

namespace cfy::oauth {

// A device authorization under way (RFC 8628 section 3.2): what the user is told, and how to ask for the outcome.
struct DeviceCode {
  secrets::Secret device_code;
  std::string user_code;                  // printable ASCII, as all here that is shown
  std::string verification_uri;           // https
  std::string verification_uri_complete;  // with the code in it; empty if there is none
  std::chrono::seconds interval{5};       // between two questions
  std::chrono::steady_clock::time_point expires_at;
};

// Errors (oauth, field `device_answer` or `device_answer.…`): error_answer, content_type, JSON guard's rules;
// device_code_form, user_code_form, expires_in_form, interval_form; endpoint_scheme and endpoint_form.
Result<DeviceCode> parse_device_answer(int status, std::string_view content_type, std::string_view body,
                                       std::chrono::steady_clock::time_point asked_at);

// Asks until the user has answered, as often as the server lets us, slower when it says slow_down or can't be reached.
// Errors: what `ask` fails with otherwise; (oauth, field device_code) device_expired; cancelled.
Result<Tokens> wait_for_device(const DeviceCode& device, const std::function<Result<Tokens>()>& ask,
                               transport::Cancellation* cancellation, const Clock& clock = system_clock());

}  // namespace cfy::oauth
