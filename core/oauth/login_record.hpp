#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "oauth/token_answer.hpp"
#include "secrets/secret.hpp"

namespace cfy::oauth {

// For what an access token is. Two that differ in it are two tokens.
struct TokenPurpose {
  std::vector<std::string> scope;  // in order; empty: all that was granted
  std::string resource;

  bool operator==(const TokenPurpose&) const = default;
};

// One access token, as it is kept for all processes.
struct KeptToken {
  TokenPurpose purpose;              // that it was asked for
  std::vector<std::string> granted;  // what it can do
  secrets::Secret token;
  bool dpop = false;
  std::optional<std::chrono::seconds> lifetime;
  std::chrono::system_clock::time_point begun_at;  // by the wall clock, which processes and hosts share
};

// What a store keeps of one login: the tokens of one refresh token's family, and the key that they are bound to.
struct LoginRecord {
  secrets::Secret refresh_token;   // empty where the client asks for itself
  std::vector<std::string> scope;  // that the refresh token was given with
  secrets::Secret dpop_key;        // PEM; empty: tokens are bound to no key
  std::vector<KeptToken> tokens;

  // Null if there is none.
  [[nodiscard]] const KeptToken* find(const TokenPurpose& purpose) const;
  // In the place of the one with its purpose; the oldest goes where there are too many.
  void keep(KeptToken token);

  // As the bytes of a store's entry, and back; nothing where they are something else.
  [[nodiscard]] Result<secrets::Secret> serialize() const;
  static std::optional<LoginRecord> deserialize(std::string_view bytes);
};

}  // namespace cfy::oauth
