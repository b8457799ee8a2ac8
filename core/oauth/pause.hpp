#pragma once

#include <chrono>

#include "base/result.hpp"
#include "transport/cancel.hpp"

namespace cfy::oauth {

// Lets the caller's thread wait. Fails (cancelled) as soon as `cancellation`, which may be null, is triggered, and when
// the process ends.
Result<void> pause(std::chrono::milliseconds time, transport::Cancellation* cancellation);

}  // namespace cfy::oauth
