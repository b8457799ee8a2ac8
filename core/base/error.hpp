#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/generated/error_code.hpp"

namespace cfy {

// What went wrong, in the terms of core/spec/errors.json. No field ever holds a secret: whoever builds an Error
// puts names, positions and cures into it, never values of credentials.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;     // one sentence for people: what is wrong and the cure
  std::string field;       // the argument or setting at fault, as a dotted path; empty if none
  std::string rule;        // the rule that was broken, such as `bidi_control`; empty if none
  int http_status = 0;     // 0 if there was no answer
  std::string api_code;    // the service's own code, such as `INVALID_API_KEY`; empty if none
  std::string request_id;  // the answer's X-Request-Id; empty if none
  bool retriable = false;  // whether repeating the same call may help
  std::optional<std::chrono::milliseconds> retry_after;  // how long to wait first, if the service said so
  int attempts = 0;                                      // how many requests were made; 0 if none was
};

// An Error with the table's own answer for `retriable`.
Error make_error(ErrorCode code, std::string message);

// A ValidationError for one argument. `rule` is a stable name that tests and callers may compare.
Error validation_error(std::string field, std::string rule, std::string message);

// A ConfigurationError for one setting (its snake_case name, or a file's path).
Error configuration_error(std::string field, std::string message);

}  // namespace cfy
