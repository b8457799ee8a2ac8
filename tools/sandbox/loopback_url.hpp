#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cfy::sandbox {

// An http address of this machine, in its parts.
struct LoopbackUrl {
  std::string host;  // `127.0.0.1` or `::1`
  std::uint16_t port = 80;
  std::string target;  // path and query, as written
};

// Reads `http://127.0.0.1[:PORT][/PATH]` or the same with `[::1]`. Names are not taken, `localhost` among them: who
// answers for them is not for the address to say (RFC 8252 section 8.3). Error (validation, field `url`, rule
// `not_loopback` or `form`).
Result<LoopbackUrl> parse_loopback_url(std::string_view url);

}  // namespace cfy::sandbox
