#include "connectify/operations.h"

#include "client/operations_json.hpp"
#include "guard.hpp"

cfy_error* cfy_operations(cfy_buffer** out) {
  return cfy::capi::guard([&]() -> cfy::Result<void> {
    if (out == nullptr) return cfy::capi::null_error("out");
    *out = nullptr;
    *out = new cfy_buffer{cfy::client::operations_json()};
    return {};
  });
}
