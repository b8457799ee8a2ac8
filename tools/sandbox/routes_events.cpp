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

std::string message_of(const json& event) {
  return "id: " + event.at("id").get<std::string>() + "\nevent: " + event.at("type").get<std::string>() +
         "\ndata: " + event.dump() + "\n\n";
}

// From the event after the one that the caller saw last, or from now on.
Reply stream_events(Database& database, const Call& call) {
  constexpr std::int64_t kAtOnce = 100;
  RecordStore store(database, "events");
  const std::string_view seen = call.request.header("Last-Event-ID");
  const auto known = seen.empty() ? std::nullopt : store.sequence_of(seen);
  Reply reply;
  reply.content_type = "text/event-stream";
  reply.body = ": connected\n\n";
  reply.more = [store, after = known.value_or(store.last_sequence())]() mutable {
    std::string text;
    for (const RecordStore::Added& added : store.added_after(after, kAtOnce)) {
      text += message_of(added.record);
      after = added.sequence;
    }
    return text;
  };
  return reply;
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
  handlers["events.stream"] = [&](const Call& call) { return stream_events(database, call); };
  handlers["data.query"] = [&](const Call& call) { return query_data(database, call); };
  handlers["data.send"] = [&](const Call& call) { return send_data(database, call); };
}

}  // namespace cfy::sandbox
