#include "connectify/abi.h"

#include <chrono>

#include "client/version.hpp"
#include "guard.hpp"
#include "transport/runtime.hpp"

uint32_t cfy_abi_version(void) { return CFY_ABI_VERSION; }

const char* cfy_version(void) { return cfy::client::kVersion; }

int cfy_shutdown(int64_t timeout_ms) {
  int all_left = 0;
  cfy_error* const error = cfy::capi::guard_to_the_end([&]() -> cfy::Result<void> {
    const auto patience = timeout_ms < 0 ? cfy::transport::kPatienceAtExit : std::chrono::milliseconds(timeout_ms);
    all_left = cfy::transport::shut_down(patience) ? 1 : 0;
    return {};
  });
  if (error != nullptr && error != cfy::capi::out_of_memory()) delete error;
  return all_left;
}
