#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cfy::store {

// Writes a file whole or not at all: under another name (`path` + ".new"), then renamed over the old one, with fsync of
// the file and of its folder. Where there was one, the new file has its owner and its mode; a new one is of mode 0600. A
// link is followed, so that the file stays where it is. One writer at a time. Fails (configuration, field = the path,
// rule store_file).
Result<void> replace_file(const std::string& path, std::string_view text);

// Takes a file away, durably; one that is not there is none. Fails as replace_file() does.
Result<void> remove_file(const std::string& path);

}  // namespace cfy::store
