#pragma once

#include <string>

namespace cfy::privilege {

// Writes a whole file, for its owner alone, in the place of another, so that a reader meets the old one or the new one.
// False, with errno set, where that can't be done. It is not waited for the disk: what stands in such files is counts, of
// which losing the last ones costs less than waiting does.
bool replace_file(const std::string& path, const std::string& text);

}  // namespace cfy::privilege
