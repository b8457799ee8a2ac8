#include <chrono>

#include "sandbox/envelope.hpp"
#include "sandbox/random.hpp"
#include "sandbox/records.hpp"
#include "sandbox/routes.hpp"
#include "sandbox/text.hpp"
#include "sanitize/date_time.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

std::string text_of(const Call& call, std::string_view name) {
  const auto found = call.arguments.find(name);
  return found == call.arguments.end() ? std::string() : found->second.get<std::string>();
}

Reply query_data(Database& database, const Call& call) {
  RecordFilter filter{.label = text_of(call, "device_id"), .metric = text_of(call, "metric")};
  if (const auto since = sanitize::unix_seconds_of(text_of(call, "since"))) filter.since = *since;
  if (const auto until = sanitize::unix_seconds_of(text_of(call, "until"))) filter.until = *until;
  return RecordStore(database, "measurements").page(call, filter);
}

// All or none.
Reply send_data(Database& database, const Call& call) {
  Database::Transaction transaction(database);
  RecordStore store(database, "measurements");
  const json& measurements = call.body.at("measurements");
  for (const json& each : measurements) {
    const auto at = sanitize::unix_seconds_of(each.at("measured_at").get_ref<const std::string&>());
    store.insert("msr_" + random_base32(20), each, each.at("device_id").get_ref<const std::string&>(), at.value_or(0));
  }
  transaction.commit();
  return success(202, {{"accepted", measurements.size()}});
}

}  // namespace

json record_event(Database& database, const Clock& clock, const json& content) {
  json event = {{"id", "evt_" + random_base32(12)},
                {"device_id", nullptr},
                {"timestamp", rfc3339(clock.wall_now())},
                {"data", json::object()}};
  event.update(content);
  RecordStore(database, "events")
      .insert(event.at("id").get<std::string>(), event, event.at("type").get<std::string>(),
              std::chrono::system_clock::to_time_t(clock.wall_now()));
  return event;
}

void add_event_routes(HandlerTable& handlers, Database& database, const Clock& clock) {
  handlers["events.list"] = [&](const Call& call) {
    return RecordStore(database, "events").page(call, {.label = text_of(call, "type"), .latest_first = true});
  };
  handlers["events.send"] = [&](const Call& call) { return success(201, record_event(database, clock, call.body)); };
  handlers["data.query"] = [&](const Call& call) { return query_data(database, call); };
  handlers["data.send"] = [&](const Call& call) { return send_data(database, call); };
}

}  // namespace cfy::sandbox
