#pragma once

#include <cstdint>
#include <string_view>

#include "client/settings.hpp"

namespace cfy::client {

// What the library writes to standard error by itself, by the settings `log_level` and `debug`. At the default, and above,
// nothing: what fails is told to whoever called.
enum class LogDetail : std::uint8_t {
  nothing,
  calls,  // INFO: a line for each call that has ended
  wire,   // DEBUG, or `debug`: also each request and answer
};
LogDetail log_detail(const Settings& settings) noexcept;

// Writes a line with the time before it. Whatever is in `text`: it passes the process's redactor, becomes one line
// (the encoder log_line), and is written at once, so that no other thread's line stands inside it. What can't be
// redacted for want of memory is not written.
void write_log_line(std::string_view level, std::string_view text) noexcept;

}  // namespace cfy::client
