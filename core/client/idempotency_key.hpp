#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cfy::client {

// A key that no other call has: 128 bits of chance. Fails (internal) when the system has none.
Result<std::string> make_idempotency_key();

// Whether a caller's key can travel as a header value: 1 to 128 visible ASCII characters (RFC 9110 section 5.5).
bool is_idempotency_key(std::string_view text) noexcept;

}  // namespace cfy::client
