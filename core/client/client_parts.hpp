#pragma once

#include <optional>
#include <string>

#include "client/client.hpp"
#include "client/live_credentials.hpp"
#include "client/oauth_credential.hpp"

namespace cfy::client {

// A call that is ready to be sent.
struct Client::Prepared {
  const Operation* operation;
  transport::Request request;
  bool has_idempotency_key;               // the caller's own, so that the caller may repeat the call under it
  secrets::Secret credential{};           // the API key that goes along, where a secret manager keeps it
  std::optional<std::string> resource{};  // that it acts on
  bool counted = true;                    // whether its refusals are for a review to see
};

inline bool is_safe_to_repeat(const Operation& operation, bool has_idempotency_key) {
  return operation.idempotent() || has_idempotency_key;
}

}  // namespace cfy::client
