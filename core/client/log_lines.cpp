#include "client/log_lines.hpp"

#include <unistd.h>

#include <chrono>
#include <string>

#include "base/clock.hpp"
#include "sanitize/date_time.hpp"
#include "sanitize/encoder.hpp"
#include "secrets/redactor.hpp"

namespace cfy::client {

LogDetail log_detail(const Settings& settings) noexcept {
  if (settings.debug || settings.log_level == "DEBUG") return LogDetail::wire;
  return settings.log_level == "INFO" ? LogDetail::calls : LogDetail::nothing;
}

void write_log_line(std::string_view level, std::string_view text) noexcept {
  try {
    // Before it is made one line: an escape inside a secret would hide it.
    const auto redacted = secrets::Redactor::of_process()->redact(text);
    const std::string_view safe = redacted ? std::string_view(*redacted) : text;
    const auto encoded =
        sanitize::encode_text(*sanitize::find_encoder("log_line"), sanitize::Unfit::replace, safe, "line");
    if (!encoded) return;
    std::string line = sanitize::date_time_text(std::chrono::system_clock::to_time_t(system_clock().wall_now()));
    line.append(" ").append(level).append(" connectify ").append(*encoded ? std::string_view(**encoded) : safe);
    line += '\n';
    // Where nobody takes it, it is lost.
    static_cast<void>(!::write(STDERR_FILENO, line.data(), line.size()));
  } catch (const std::exception&) {  // said above
  }
}

}  // namespace cfy::client
