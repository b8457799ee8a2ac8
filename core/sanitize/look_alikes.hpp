#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

// What UTS #39 says about texts that look like others, by ICU.
namespace cfy::sanitize {

// Whether a letter or mark is none of those that UTS #39 recommends for names (Identifier_Status=Allowed).
bool is_not_recommended(std::int32_t code) noexcept;

// Whether the text mixes scripts more freely than "highly restrictive" allows: one script, or Latin with the scripts
// of Chinese, Japanese or Korean.
Result<bool> mixes_scripts(std::string_view text);

// Two texts that look alike have one of these in common: as they stand (`I` and `l`), and in lower case (`A` and `a`).
Result<std::array<std::string, 2>> skeletons(std::string_view text);

// ISO 15924 or Unicode's long name (`Latn`, `Latin`); negative if there is no such script.
std::int32_t script_of_name(const std::string& name);

// Whether the code point is used with one of the scripts, or with all.
bool is_of_scripts(std::int32_t code, const std::vector<std::int32_t>& scripts) noexcept;

}  // namespace cfy::sanitize
