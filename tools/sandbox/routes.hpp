#pragma once

#include <string>

#include "base/clock.hpp"
#include "sandbox/devices.hpp"
#include "sandbox/operation.hpp"

// One file of routes for each group of operations. A group adds its handlers by operationId.
namespace cfy::sandbox {

void add_status_routes(HandlerTable& handlers, const std::string& version, const Clock& clock);
void add_device_routes(HandlerTable& handlers, Database& database);
void add_automation_routes(HandlerTable& handlers, Database& database, const Clock& clock);
void add_event_routes(HandlerTable& handlers, Database& database, const Clock& clock);    // events, data
void add_account_routes(HandlerTable& handlers, Database& database, const Clock& clock);  // users, settings, grants
// Keys and webhooks. `known` is every scope there is.
void add_key_routes(HandlerTable& handlers, Database& database, const ScopeSet& known, const Clock& clock);

// Keeps an event of this `type`, with `device_id` and `data` if there are any; answers it.
nlohmann::json record_event(Database& database, const Clock& clock, const nlohmann::json& content);

// What a new sandbox has beside its devices: users, grants, settings, an automation and a webhook.
void seed_account(Database& database);

}  // namespace cfy::sandbox
