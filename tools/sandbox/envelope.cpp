#include "sandbox/envelope.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cfy::sandbox {
namespace {

// Text of the request may come back in details, and need not be UTF-8.
std::string dump(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

struct StatusWords {
  int status;
  std::string_view code;
  std::string_view message;
};

constexpr std::array kWords = {
    StatusWords{400, "BAD_REQUEST", "The request is not well-formed HTTP."},
    StatusWords{401, "INVALID_API_KEY", "The API key is not valid."},
    StatusWords{403, "INSUFFICIENT_SCOPE", "The credential lacks a scope that this operation needs."},
    StatusWords{404, "NOT_FOUND", "There is nothing at this address."},
    StatusWords{409, "CONFLICT", "The request conflicts with the present state."},
    StatusWords{413, "PAYLOAD_TOO_LARGE", "The request body is larger than 1 MiB; send less at a time."},
    StatusWords{414, "URI_TOO_LONG", "The request target is too long."},
    StatusWords{415, "UNSUPPORTED_MEDIA_TYPE", "The body must be JSON; set Content-Type to application/json."},
    StatusWords{429, "RATE_LIMIT_EXCEEDED", "Too many requests; wait as long as Retry-After says."},
    StatusWords{500, "INTERNAL_ERROR", "The service failed; the request id tells its operators where."},
    StatusWords{502, "BAD_GATEWAY", "A server behind the service failed."},
    StatusWords{503, "SERVICE_UNAVAILABLE", "The service is not available now; try again later."},
    StatusWords{504, "GATEWAY_TIMEOUT", "A server behind the service did not answer in time."},
};

}  // namespace

Reply success(int status, nlohmann::json data) {
  return {status, dump({{"status", "success"}, {"data", std::move(data)}}), {}, {}};
}

Reply failure(int status, std::string_view code, std::string message, std::string_view details) {
  nlohmann::json error = {{"code", code}, {"message", std::move(message)}};
  if (!details.empty()) error["details"] = details;
  return {status, dump({{"status", "error"}, {"error", std::move(error)}}), {}, {}};
}

Reply failure(int status) {
  const auto* const words = std::ranges::find(kWords, status, &StatusWords::status);
  if (words != kWords.end()) return failure(status, words->code, std::string(words->message));
  return failure(status, status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR", "The request was not served.");
}

}  // namespace cfy::sandbox
