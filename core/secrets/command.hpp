#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "secrets/private_file.hpp"

namespace cfy::secrets {

// The words of a command line: separated by white space, with 'single quotes', "double quotes" and backslashes (before
// a quote, a backslash or a space) as in a POSIX shell. That is all that is understood of it: no shell ever runs, and $,
// `, ;, | and > stand for themselves. Fails (configuration, rule command_line) on an open quote and on no word at all.
Result<std::vector<std::string>> split_command_line(std::string_view text);

struct CommandLimits {
  std::chrono::milliseconds patience{10'000};
  std::size_t output = std::size_t{64} << 10U;
};

// Runs a program and answers with what it wrote to standard output. Its standard input is `input`, of 32 KiB at most, and
// what it writes to standard error is dropped, since it might be a secret; its signals are as in a new program; past its
// limits it is killed, with the processes that it started in its group. A program without a slash is looked for in PATH.
//
// Errors (configuration): command_missing, command_failed (its exit status or signal is in the message),
// command_timeout, command_output, command_input.
Result<PrivateText> run_command(const std::vector<std::string>& words, const CommandLimits& limits = {},
                                std::string_view input = {});

// A program that runs on beside this one, with its input and output closed off, until it ends by itself.
class StartedCommand {
 public:
  explicit StartedCommand(int process) noexcept : process_(process) {}
  StartedCommand(StartedCommand&& other) noexcept : process_(std::exchange(other.process_, -1)) {}
  StartedCommand(const StartedCommand&) = delete;
  StartedCommand& operator=(const StartedCommand&) = delete;
  StartedCommand& operator=(StartedCommand&&) = delete;
  // Collects it if it has ended; one that has not is the system's to collect when this process ends.
  ~StartedCommand();

 private:
  int process_;
};

// Starts a program as run_command() does, and doesn't wait for it. Errors (configuration): command_missing,
// command_failed.
Result<StartedCommand> start_command(const std::vector<std::string>& words);

}  // namespace cfy::secrets
