#pragma once

#include <string>

#include "tls/policy.hpp"

namespace cfy::tls {

// Has the context's handshakes ask judge() about the peer, and note the finding. What it is given has to outlive them,
// but for `host`.
Result<void> verify_by_judgement(const Policy& policy, const std::string& host, SSL_CTX* context,
                                 Verification& verification);

}  // namespace cfy::tls
