#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cfy::store {

// Where a Redis is, and who asks: rediss://[USER@]HOST[:PORT][/DATABASE], of the scheme that is registered with IANA for
// Redis over TLS.
struct RedisUrl {
  std::string user;  // empty: Redis's own default user
  std::string host;  // without brackets
  std::uint16_t port = 6379;
  std::string database = "0";

  // Fails (configuration, field token_store) with the rule not_tls for redis://, password_in_url, and invalid_url.
  static Result<RedisUrl> parse(std::string_view text);
  // Whether the text is meant as one, be it right or wrong.
  [[nodiscard]] static bool looks_like(std::string_view text) noexcept;
};

}  // namespace cfy::store
