#pragma once

#include <string>

#include "base/clock.hpp"
#include "sandbox/devices.hpp"
#include "sandbox/operation.hpp"

// One file of routes for each group of operations. A group adds its handlers by operationId.
namespace cfy::sandbox {

void add_status_routes(HandlerTable& handlers, const std::string& version, const Clock& clock);
void add_device_routes(HandlerTable& handlers, Database& database);

}  // namespace cfy::sandbox
