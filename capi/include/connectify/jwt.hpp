/**
 * @file connectify/jwt.hpp
 * @brief The C++17 face of <connectify/jwt.h>.
 */
#ifndef CONNECTIFY_JWT_HPP
#define CONNECTIFY_JWT_HPP

#include <string>
#include <string_view>

#include "error.hpp"
#include "jwt.h"

namespace connectify {

/// A set of keys, parsed and checked once.
class Jwks {
 public:
  explicit Jwks(std::string_view json) {
    cfy_jwks* made = nullptr;
    detail::check(cfy_jwks_new(json.data(), json.size(), &made));
    handle_.reset(made);
  }
  const cfy_jwks* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<cfy_jwks, cfy_jwks_free> handle_;
};

/// What a token must say to be accepted.
class JwtRules {
 public:
  JwtRules() {
    cfy_jwt_rules* made = nullptr;
    detail::check(cfy_jwt_rules_new(&made));
    handle_.reset(made);
  }

  /// `alg`, `profile`, `issuer`, `audience`, `nonce`, `typ`, `access_token`, `leeway`, `at` or `claims`.
  JwtRules& set(const std::string& name, std::string_view value) {
    detail::check(cfy_jwt_rules_set(handle_.get(), name.c_str(), value.data(), value.size()));
    return *this;
  }
  const cfy_jwt_rules* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<cfy_jwt_rules, cfy_jwt_rules_free> handle_;
};

/// The payload of a token that is good: of claims, a JSON object.
inline std::string verify_jwt(std::string_view token, const Jwks& jwks, const JwtRules& rules) {
  cfy_buffer* claims = nullptr;
  detail::check(cfy_jwt_verify(token.data(), token.size(), jwks.get(), rules.get(), &claims));
  return Buffer(claims).str();
}

/// JSON: what a token says, without judging any of it.
inline std::string inspect_jwt(std::string_view token) {
  cfy_buffer* text = nullptr;
  detail::check(cfy_jwt_inspect(token.data(), token.size(), &text));
  return Buffer(text).str();
}

}  // namespace connectify

#endif
