#pragma once

#include <cstddef>
#include <string_view>

namespace cfy::sanitize {

// Where the run of plain code points from U+0080 on that begins at byte `from` ends; `from` if there is none. Plain are
// letters, numbers, punctuation and symbols that are seen, act on nothing round them, and stay what they are in
// normalization form C whatever they stand next to in such a run or in ASCII: what nearly all text is made of. Judged
// by the Unicode version of the ICU that is loaded. Takes any bytes.
std::size_t skip_plain(std::string_view text, std::size_t from) noexcept;

}  // namespace cfy::sanitize
