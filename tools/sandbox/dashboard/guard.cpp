#include "sandbox/dashboard/guard.hpp"

#include <utility>

#include "sandbox/auth.hpp"
#include "sandbox/envelope.hpp"
#include "secrets/hmac.hpp"

namespace cfy::sandbox {

Guard::Guard(std::string origin, secrets::Secret token) : origin_(std::move(origin)), token_(std::move(token)) {}

std::optional<Reply> Guard::check_origin(const Request& request) const {
  constexpr std::string_view kScheme = "https://";
  if (request.headers.count("Host") != 1 ||
      request.header("Host") != std::string_view(origin_).substr(kScheme.size())) {
    return failure(421, "MISDIRECTED_REQUEST",
                   "The dashboard is at " + origin_ + "/dashboard and under no other name.");
  }
  const std::string_view origin = request.header("Origin");
  if (request.headers.contains("Origin") && origin != origin_) {
    return failure(403, "FOREIGN_ORIGIN", "The dashboard takes requests of its own page alone.");
  }
  return std::nullopt;
}

std::optional<Reply> Guard::check_token(const Request& request) const {
  const Credential credential = read_credential(request);
  const auto given = secrets::sha256(credential.value);
  const auto expected = secrets::sha256(token_.reveal());
  const bool right = request.headers.count("Authorization") == 1 && credential.scheme == AuthScheme::bearer && given &&
                     expected && secrets::equal_digests(*given, *expected);
  if (right) return std::nullopt;
  return failure(401, "INVALID_TOKEN",
                 "Open the dashboard by the whole address that the sandbox printed, with what is "
                 "behind its #.");
}

std::string Guard::address() const { return origin_ + "/dashboard#" + std::string(token_.reveal()); }

}  // namespace cfy::sandbox
