#include "progress.hpp"

#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <string_view>
#include <utility>

namespace cfy::cli {
namespace {

constexpr std::chrono::milliseconds kQuiet{1000};  // what is done by then needs no telling
constexpr std::chrono::milliseconds kPeriod{200};
constexpr const char* kEraseLine = "\r\x1b[K";

bool can_erase() {
  const char* const term = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) != 0 && term != nullptr && std::string_view(term) != "dumb";
}

void show(const std::stop_token& stop, const std::function<std::string()>& line) {
  std::mutex mutex;
  std::condition_variable_any waiting;
  std::unique_lock lock(mutex);
  bool shown = false;
  for (auto wait = kQuiet;; wait = kPeriod) {
    if (waiting.wait_for(lock, stop, wait, [&stop] { return stop.stop_requested(); })) break;
    std::cerr << kEraseLine << line() << std::flush;
    shown = true;
  }
  if (shown) std::cerr << kEraseLine << std::flush;
}

}  // namespace

Progress::Progress(std::function<std::string()> line) : line_(std::move(line)) {
  if (can_erase()) thread_ = std::jthread([this](const std::stop_token& stop) { show(stop, line_); });
}

}  // namespace cfy::cli
