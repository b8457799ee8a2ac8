#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "secrets/private_file.hpp"

namespace cfy::secrets {

using Assignments = std::map<std::string, PrivateText, std::less<>>;

// The assignments of a `.env` file. Lines are `NAME=value`, `export NAME=value`, blank or `# comment`. A value may be
// in 'single quotes' (literal) or "double quotes" (\n \r \t \\ \" \$ are escapes, any other backslash stands for
// itself), and may then go over several lines; an unquoted value ends before ` #`, and is trimmed. Nothing is ever
// expanded or run. The second of two assignments of one name is an error: which one was meant is not ours to guess.
// Errors (configuration, field = path) name the file and the line, never its contents.
Result<Assignments> parse_env_file(std::string_view text, const std::string& path);

}  // namespace cfy::secrets
