#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "client/answer.hpp"
#include "client/log_lines.hpp"

namespace cfy::client {

// One call that has ended.
struct CallRecord {
  std::string operation;
  int http_status = 0;  // 0 if nothing was answered
  std::chrono::milliseconds elapsed{0};
  std::string request_id;
  int attempts = 0;
  std::string error;  // the error's name; empty if there was none
  std::chrono::system_clock::time_point ended_at;
};

// The calls of one client, and of those that were narrowed from it, as they end: for the settings' log on standard error,
// and kept for a caller who takes them from time to time, since nothing calls into a language's runtime. Any number of
// threads. A call costs one look where nobody wants to know.
class CallLog {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit CallLog(LogDetail detail) : written_(detail >= LogDetail::calls) {}

  // Keeps so many records from now on, of which the oldest goes for the next; 0: none.
  void keep(std::size_t most);

  struct Taken {
    std::deque<CallRecord> records;
    std::uint64_t dropped = 0;  // that went before anyone took them
  };
  // What came since the last time.
  [[nodiscard]] Taken take();

  void note(std::string_view operation, Time begun, const Result<Answer>& answer) noexcept;
  // Of a stream's connection, which ends with a status.
  void note(std::string_view operation, Time begun, const Result<int>& ended) noexcept;

 private:
  [[nodiscard]] bool wanted() const noexcept { return written_ || kept_.load(std::memory_order_relaxed); }
  void add(CallRecord record);

  const bool written_;
  std::atomic<bool> kept_{false};
  std::mutex mutex_;
  std::size_t most_ = 0;  // this and what follows: guarded by mutex_
  Taken taken_;
};

// {"records":[{"at","operation","http_status","elapsed_ms","request_id","attempts","error"}…],"dropped":0}; `error` is
// null where there was none.
std::string call_records_json(const CallLog::Taken& taken);

}  // namespace cfy::client
