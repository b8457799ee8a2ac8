#include "sandbox/records.hpp"

#include "sandbox/envelope.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr const char* kCount =
    "SELECT count(*) FROM records WHERE collection = ? AND (? = '' OR label = ?) AND "
    "(? = '' OR json_extract(json, '$.metric') = ?) AND at >= ? AND at < ?";
constexpr const char* kEarliestFirst =
    "SELECT json FROM records WHERE collection = ? AND (? = '' OR label = ?) AND "
    "(? = '' OR json_extract(json, '$.metric') = ?) AND at >= ? AND at < ? ORDER BY at, sequence LIMIT ? OFFSET ?";
constexpr const char* kLatestFirst =
    "SELECT json FROM records WHERE collection = ? AND (? = '' OR label = ?) AND "
    "(? = '' OR json_extract(json, '$.metric') = ?) AND at >= ? AND at < ? ORDER BY at DESC, sequence DESC "
    "LIMIT ? OFFSET ?";

Query& bind_filter(Query& query, const std::string& collection, const RecordFilter& filter) {
  return query.bind(collection)
      .bind(filter.label)
      .bind(filter.label)
      .bind(filter.metric)
      .bind(filter.metric)
      .bind(filter.since)
      .bind(filter.until);
}

}  // namespace

Reply RecordStore::page(const Call& call, const RecordFilter& filter) {
  // One transaction, so that the total fits the page.
  const Database::Transaction transaction(database_);
  const json& limit = call.arguments.at("limit");
  const json& offset = call.arguments.at("offset");
  json records = json::array();
  {
    auto rows = database_.query(filter.latest_first ? kLatestFirst : kEarliestFirst);
    bind_filter(rows, collection_, filter).bind(limit.get<std::int64_t>()).bind(offset.get<std::int64_t>());
    while (rows.next()) records.push_back(json::parse(rows.text(0)));
  }
  return success(200, {{collection_, std::move(records)},
                       {"pagination", {{"limit", limit}, {"offset", offset}, {"total", count(filter)}}}});
}

std::int64_t RecordStore::count(const RecordFilter& filter) {
  auto row = database_.query(kCount);
  bind_filter(row, collection_, filter).next();
  return row.integer(0);
}

std::optional<json> RecordStore::find(std::string_view id) {
  auto row = database_.query("SELECT json FROM records WHERE collection = ? AND id = ?");
  if (!row.bind(collection_).bind(id).next()) return std::nullopt;
  return json::parse(row.text(0));
}

std::vector<RecordStore::Added> RecordStore::added_after(std::int64_t sequence, std::int64_t limit) {
  std::vector<Added> added;
  auto rows = database_.query(
      "SELECT sequence, json FROM records WHERE collection = ? AND sequence > ? ORDER BY sequence LIMIT ?");
  rows.bind(collection_).bind(sequence).bind(limit);
  while (rows.next()) added.push_back({rows.integer(0), json::parse(rows.text(1))});
  return added;
}

std::optional<std::int64_t> RecordStore::sequence_of(std::string_view id) {
  auto row = database_.query("SELECT sequence FROM records WHERE collection = ? AND id = ?");
  if (!row.bind(collection_).bind(id).next()) return std::nullopt;
  return row.integer(0);
}

std::int64_t RecordStore::last_sequence() {
  auto row = database_.query("SELECT coalesce(max(sequence), 0) FROM records WHERE collection = ?");
  row.bind(collection_).next();
  return row.integer(0);
}

void RecordStore::insert(std::string_view id, const json& record, std::string_view label, std::int64_t at) {
  auto query = database_.query("INSERT INTO records (collection, id, label, at, json) VALUES (?, ?, ?, ?, ?)");
  query.bind(collection_).bind(id).bind(label).bind(at).bind(record.dump()).run();
}

void RecordStore::update(std::string_view id, const json& record) {
  auto query = database_.query("UPDATE records SET json = ? WHERE collection = ? AND id = ?");
  query.bind(record.dump()).bind(collection_).bind(id).run();
}

bool RecordStore::remove(std::string_view id) {
  auto row = database_.query("DELETE FROM records WHERE collection = ? AND id = ? RETURNING 1");
  return row.bind(collection_).bind(id).next();
}

const std::string& id_of(const Call& call) { return call.arguments.at("id").get_ref<const std::string&>(); }

Reply no_such(std::string_view what) {
  return failure(404, "NOT_FOUND",
                 "There is no " + std::string(what) + " with this id; its list tells which there are.", "id");
}

}  // namespace cfy::sandbox
