#include "connectify/secret.h"

#include "guard.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::secrets::Secret;

cfy_error* cfy_secret_new(const void* value, size_t size, cfy_secret** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (value == nullptr) return null_error("value");
    if (size == 0) return cfy::validation_error("value", "empty", "A secret cannot be empty; give its bytes.");
    Result<Secret> secret = Secret::copy_of({static_cast<const char*>(value), size});
    if (!secret) return std::move(secret).error();
    *out = new cfy_secret{*std::move(secret)};
    return {};
  });
}

cfy_error* cfy_secret_reveal(const cfy_secret* secret, const void** value, size_t* size) {
  return guard([&]() -> Result<void> {
    if (value == nullptr) return null_error("value");
    *value = nullptr;
    if (size == nullptr) return null_error("size");
    *size = 0;
    if (secret == nullptr) return null_error("secret");
    const std::string_view revealed = secret->secret.reveal();
    *value = revealed.data();
    *size = revealed.size();
    return {};
  });
}

cfy_error* cfy_secret_describe(const cfy_secret* secret, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (secret == nullptr) return null_error("secret");
    *out = new cfy_buffer{secret->secret.describe()};
    return {};
  });
}

int cfy_secret_equals(const cfy_secret* a, const cfy_secret* b) {
  return a != nullptr && b != nullptr && a->secret.equals(b->secret) ? 1 : 0;
}

void cfy_secret_free(cfy_secret* secret) { delete secret; }
