#include <algorithm>
#include <array>
#include <chrono>

#include "sandbox/envelope.hpp"
#include "sandbox/random.hpp"
#include "sandbox/records.hpp"
#include "sandbox/routes.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 7> kOperators = {
    "equals", "not_equals", "less_than", "less_or_equal", "greater_than", "greater_or_equal", "contains"};

// The document leaves operators open for those of tomorrow; today's platform has these.
std::optional<Reply> check_conditions(const json& body) {
  const json conditions = body.value("trigger", json::object()).value("conditions", json::array());
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const auto& name = conditions[i].at("operator").get_ref<const std::string&>();
    if (std::ranges::find(kOperators, name) != kOperators.end()) continue;
    return failure(422, "VALIDATION_FAILED", "There is no operator of this name.",
                   "trigger.conditions." + std::to_string(i) + ".operator: enum");
  }
  return std::nullopt;
}

Reply create(Database& database, const Clock& clock, const Call& call) {
  if (auto refusal = check_conditions(call.body)) return std::move(*refusal);
  json automation = {{"id", "aut_" + random_base32(12)},
                     {"enabled", true},
                     {"created_at", rfc3339(clock.wall_now())},
                     {"last_run_at", nullptr}};
  automation.update(call.body);
  RecordStore(database, "automations").insert(automation.at("id").get<std::string>(), automation);
  return success(201, automation);
}

Reply update(Database& database, const Call& call) {
  if (auto refusal = check_conditions(call.body)) return std::move(*refusal);
  RecordStore store(database, "automations");
  auto automation = store.find(id_of(call));
  if (!automation) return no_such("automation");
  automation->update(call.body);
  store.update(id_of(call), *automation);
  return success(200, *automation);
}

Reply trigger(Database& database, const Clock& clock, const Call& call) {
  RecordStore store(database, "automations");
  auto automation = store.find(id_of(call));
  if (!automation) return no_such("automation");
  const std::string now = rfc3339(clock.wall_now());
  (*automation)["last_run_at"] = now;
  store.update(id_of(call), *automation);
  record_event(database, clock, {{"type", "automation.executed"}, {"data", {{"automation_id", id_of(call)}}}});
  return success(
      202,
      {{"id", "run_" + random_base32(12)}, {"automation_id", id_of(call)}, {"status", "queued"}, {"started_at", now}});
}

}  // namespace

void add_automation_routes(HandlerTable& handlers, Database& database, const Clock& clock) {
  handlers["automations.list"] = [&](const Call& call) { return RecordStore(database, "automations").page(call); };
  handlers["automations.get"] = [&](const Call& call) {
    const auto found = RecordStore(database, "automations").find(id_of(call));
    return found ? success(200, *found) : no_such("automation");
  };
  handlers["automations.create"] = [&](const Call& call) { return create(database, clock, call); };
  handlers["automations.update"] = [&](const Call& call) { return update(database, call); };
  handlers["automations.delete"] = [&](const Call& call) {
    if (!RecordStore(database, "automations").remove(id_of(call))) return no_such("automation");
    return success(200, {{"id", id_of(call)}, {"deleted", true}});
  };
  handlers["automations.trigger"] = [&](const Call& call) { return trigger(database, clock, call); };
}

}  // namespace cfy::sandbox
