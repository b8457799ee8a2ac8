#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cfy::cli {

// Text from outside as it may be written to a terminal: what would act on it instead of being seen (control characters,
// terminal escapes, characters that turn the reading direction or have no width), invalid UTF-8 and the backslash
// become
// `\n`, `\x1b`, `\u{202e}`, `\xff`, `\\`. What was escaped can so be told from what only looks like it.
std::string printable(std::string_view text);

// How many columns a terminal gives to printable text.
std::size_t display_width(std::string_view text);

}  // namespace cfy::cli
