#include "connectify/jwt.h"

#include "guard.hpp"
#include "oauth/jwt.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::capi::text_argument;
using cfy::capi::utf8_argument;

struct cfy_jwks {
  cfy::oauth::JwkSet keys;
};

struct cfy_jwt_rules {
  cfy::oauth::JwtRules rules;
};

cfy_error* cfy_jwks_new(const char* json, size_t size, cfy_jwks** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    const Result<std::string_view> text = text_argument(json, size, "json");
    if (!text) return text.error();
    Result<cfy::oauth::JwkSet> keys = cfy::oauth::JwkSet::parse(*text);
    if (!keys) return std::move(keys).error();
    *out = new cfy_jwks{*std::move(keys)};
    return {};
  });
}

void cfy_jwks_free(cfy_jwks* jwks) { delete jwks; }

cfy_error* cfy_jwt_rules_new(cfy_jwt_rules** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = new cfy_jwt_rules;
    return {};
  });
}

cfy_error* cfy_jwt_rules_set(cfy_jwt_rules* rules, const char* name, const char* value, size_t size) {
  return guard([&]() -> Result<void> {
    if (rules == nullptr) return null_error("rules");
    if (name == nullptr) return null_error("name");
    const Result<std::string_view> text = utf8_argument(value, size, "value");
    if (!text) return text.error();
    return rules->rules.set(name, *text);
  });
}

void cfy_jwt_rules_free(cfy_jwt_rules* rules) { delete rules; }

cfy_error* cfy_jwt_verify(const char* token, size_t size, const cfy_jwks* jwks, const cfy_jwt_rules* rules,
                          cfy_buffer** claims) {
  return guard([&]() -> Result<void> {
    if (claims == nullptr) return null_error("claims");
    *claims = nullptr;
    if (jwks == nullptr) return null_error("jwks");
    const Result<std::string_view> text = text_argument(token, size, "token");
    if (!text) return text.error();
    Result<std::string> payload = rules == nullptr ? cfy::oauth::verify_jwt(*text, jwks->keys, cfy::oauth::JwtRules())
                                                   : cfy::oauth::verify_jwt(*text, jwks->keys, rules->rules);
    if (!payload) return std::move(payload).error();
    *claims = new cfy_buffer{*std::move(payload)};
    return {};
  });
}

cfy_error* cfy_jwt_inspect(const char* token, size_t size, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    const Result<std::string_view> text = text_argument(token, size, "token");
    if (!text) return text.error();
    Result<std::string> shown = cfy::oauth::inspect_jwt(*text);
    if (!shown) return std::move(shown).error();
    *out = new cfy_buffer{*std::move(shown)};
    return {};
  });
}
