#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "globals.hpp"

namespace cfy::cli {

// What a command does once everything was read: it answers with the exit status.
using Action = std::function<int()>;

// What each command needs. Lives as long as the parser.
struct Context {
  CLI::App& app;
  Globals& globals;
  Action& chosen;  // set by the command that the user named
};

// Each adds one command, or group of commands, to the parser.
void add_devices_commands(const Context& context);
void add_doctor_command(const Context& context);
void add_jwt_commands(const Context& context);
void add_oauth_commands(const Context& context);
void add_operations_commands(const Context& context);
void add_redact_command(const Context& context);
void add_rotate_command(const Context& context);
void add_sandbox_command(const Context& context);
void add_scan_command(const Context& context);
void add_schema_commands(const Context& context);
void add_status_commands(const Context& context);
void add_text_commands(const Context& context);
void add_tls_command(const Context& context);
void add_webhook_command(const Context& context);
void add_review_command(const Context& context);
void add_report_command(const Context& context);
void add_listen_command(const Context& context);
void add_shell_commands(const Context& context);
// Into the group `events`, which has to be there.
void add_stream_command(const Context& context);

}  // namespace cfy::cli
