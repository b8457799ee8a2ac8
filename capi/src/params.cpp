#include "connectify/params.h"

#include <cmath>

#include "guard.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::capi::utf8_argument;

namespace {

Result<std::string_view> member_name(const cfy_params* params, const char* name) {
  if (params == nullptr) return null_error("params");
  return utf8_argument(name, CFY_NUL_TERMINATED, "name");
}

template <class T>
cfy_error* set_member(cfy_params* params, const char* name, T value) {
  return guard([&]() -> Result<void> {
    Result<std::string_view> member = member_name(params, name);
    if (!member) return std::move(member).error();
    params->members.set(*member, value);
    return {};
  });
}

}  // namespace

cfy_error* cfy_params_new(cfy_params** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = new cfy_params;
    return {};
  });
}

cfy_error* cfy_params_set_string(cfy_params* params, const char* name, const char* text, size_t size) {
  return guard([&]() -> Result<void> {
    Result<std::string_view> member = member_name(params, name);
    if (!member) return std::move(member).error();
    Result<std::string_view> value = utf8_argument(text, size, *member);
    if (!value) return std::move(value).error();
    params->members.set(*member, *value);
    return {};
  });
}

cfy_error* cfy_params_set_int(cfy_params* params, const char* name, int64_t value) {
  return set_member(params, name, value);
}

cfy_error* cfy_params_set_double(cfy_params* params, const char* name, double value) {
  if (!std::isfinite(value)) {
    return guard([&]() -> Result<void> {
      Result<std::string_view> member = member_name(params, name);
      if (!member) return std::move(member).error();
      const std::string field(*member);
      return cfy::validation_error(field, "not_finite", field + " is not a finite number; JSON has no other.");
    });
  }
  return set_member(params, name, value);
}

cfy_error* cfy_params_set_bool(cfy_params* params, const char* name, int value) {
  return set_member(params, name, value != 0);
}

cfy_error* cfy_params_append_string(cfy_params* params, const char* name, const char* text, size_t size) {
  return guard([&]() -> Result<void> {
    Result<std::string_view> member = member_name(params, name);
    if (!member) return std::move(member).error();
    Result<std::string_view> value = utf8_argument(text, size, *member);
    if (!value) return std::move(value).error();
    if (params->members.append(*member, *value)) return {};
    const std::string field(*member);
    return cfy::validation_error(field, "not_a_list",
                                 field + " was set to a single value before; append to another name.");
  });
}

void cfy_params_free(cfy_params* params) { delete params; }
