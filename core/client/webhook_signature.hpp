#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "secrets/hmac.hpp"

namespace cfy::client {

// What the header X-Connectify-Signature says, read strictly: `sha256=<hex>`, which covers the body, or
// `t=<timestamp>,v1=<hex>[,v1=<hex>]`, which covers the timestamp's text, a full stop and the body.
struct WebhookSignature {
  std::string_view timestamp_text;        // as it was signed; empty in the plain form
  std::optional<std::int64_t> timestamp;  // Unix seconds; nullopt in the plain form
  std::vector<secrets::Digest> digests;   // one or two
};

// Reads the header's value and holds it to that of X-Connectify-Timestamp, nullopt where that is not there. The result
// borrows from `signature`. Fails (validation) with field and rule as in WebhookVerifier::verify().
Result<WebhookSignature> read_webhook_signature(std::string_view signature,
                                                const std::optional<std::string_view>& timestamp);

}  // namespace cfy::client
