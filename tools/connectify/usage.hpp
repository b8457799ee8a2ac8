#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace cfy::cli {

// What a wrong use is told: the parser's words, or, for an unknown command or option, the nearest known one.
std::string explain(const CLI::App& app, const CLI::ParseError& error);

// What is told when a command was not named: which there are.
std::string explain_missing_command(const CLI::App& app);

// `connectify devices list`: the command with all that it stands in.
std::string full_name(const CLI::App& command);

// The innermost command that was named; the program itself if none was.
const CLI::App& innermost(const CLI::App& app);

// The candidate that `word` is most likely a slip of; empty if none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace cfy::cli
