// What stands behind the handles of oauth.h, and what its functions share.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "guard.hpp"
#include "oauth/client.hpp"

struct cfy_oauth {
  std::shared_ptr<cfy::oauth::Client> client;
};

struct cfy_authorization {
  cfy::oauth::Client::Login login;
};

struct cfy_device_login {
  cfy::oauth::Client::DeviceLogin login;
};

struct cfy_token {
  cfy::oauth::TokenCache::Held tokens;
  std::string scope;
};

namespace cfy::capi {

inline cfy_token* token_handle(oauth::TokenCache::Held tokens) {
  std::string scope = oauth::join_scope(tokens->scope);
  return new cfy_token{std::move(tokens), std::move(scope)};
}

inline transport::Cancellation* cancellation_of(const cfy_cancel* cancel) noexcept {
  return cancel == nullptr ? nullptr : cancel->cancellation.get();
}

// A list with spaces; NULL is none.
inline Result<std::vector<std::string>> scope_argument(const char* scope, std::size_t size) {
  if (scope == nullptr) return std::vector<std::string>();
  const Result<std::string_view> text = utf8_argument(scope, size, "scope");
  if (!text) return text.error();
  if (Result<std::vector<std::string>> names = oauth::split_scope(*text)) return names;
  return validation_error("scope", "scope_form", "The scope is not a list of names with one space between them.");
}

}  // namespace cfy::capi
