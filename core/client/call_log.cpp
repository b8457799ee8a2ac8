#include "client/call_log.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "sanitize/date_time.hpp"

namespace cfy::client {
namespace {

CallRecord record_of(std::string_view operation, CallLog::Time begun) {
  CallRecord record;
  record.operation = operation;
  record.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(system_clock().steady_now() - begun);
  record.ended_at = system_clock().wall_now();
  return record;
}

void add_error(CallRecord& record, const Error& error) {
  record.http_status = error.http_status;
  record.request_id = error.request_id;
  record.attempts = error.attempts;
  record.error = error_name(error.code);
}

std::string line_of(const CallRecord& record) {
  std::string line = record.operation + " " + (record.error.empty() ? "ok" : record.error) + " | status " +
                     std::to_string(record.http_status) + " | " + std::to_string(record.elapsed.count()) +
                     " ms | attempts " + std::to_string(record.attempts);
  if (!record.request_id.empty()) line += " | request " + record.request_id;
  return line;
}

}  // namespace

void CallLog::keep(std::size_t most) {
  const std::scoped_lock lock(mutex_);
  most_ = most;
  while (taken_.records.size() > most_) taken_.records.pop_front();
  kept_.store(most > 0, std::memory_order_relaxed);
}

CallLog::Taken CallLog::take() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(taken_, Taken());
}

void CallLog::note(std::string_view operation, Time begun, const Result<Answer>& answer) noexcept {
  if (!wanted()) return;
  try {
    CallRecord record = record_of(operation, begun);
    if (answer) {
      record.http_status = answer->http_status();
      record.request_id = answer->request_id();
      record.attempts = answer->attempts();
    } else {
      add_error(record, answer.error());
    }
    add(std::move(record));
  } catch (const std::exception&) {  // no memory for the record: the call is what matters
  }
}

void CallLog::note(std::string_view operation, Time begun, const Result<int>& ended) noexcept {
  if (!wanted()) return;
  try {
    CallRecord record = record_of(operation, begun);
    record.attempts = 1;
    if (ended) {
      record.http_status = *ended;
    } else {
      add_error(record, ended.error());
    }
    add(std::move(record));
  } catch (const std::exception&) {  // as above
  }
}

void CallLog::add(CallRecord record) {
  if (written_) write_log_line("INFO", line_of(record));
  if (!kept_.load(std::memory_order_relaxed)) return;
  const std::scoped_lock lock(mutex_);
  if (most_ == 0) return;
  if (taken_.records.size() == most_) {
    taken_.records.pop_front();
    ++taken_.dropped;
  }
  taken_.records.push_back(std::move(record));
}

std::string call_records_json(const CallLog::Taken& taken) {
  using Json = nlohmann::ordered_json;
  Json records = Json::array();
  for (const CallRecord& record : taken.records) {
    records.push_back({{"at", sanitize::date_time_text(std::chrono::system_clock::to_time_t(record.ended_at))},
                       {"operation", record.operation},
                       {"http_status", record.http_status},
                       {"elapsed_ms", record.elapsed.count()},
                       {"request_id", record.request_id},
                       {"attempts", record.attempts},
                       {"error", record.error.empty() ? Json(nullptr) : Json(record.error)}});
  }
  return Json{{"records", std::move(records)}, {"dropped", taken.dropped}}.dump(-1, ' ', false,
                                                                                Json::error_handler_t::replace);
}

}  // namespace cfy::client
