#pragma once

#include <string>
#include <string_view>

// From ECMA-262's regular expressions to RE2's, for ecma_pattern.cpp.
namespace cfy::sanitize {

struct EcmaTranslation {
  std::string re2;           // in RE2's syntax
  const char* wrong = "";    // what is no regular expression at all, at `position`; empty if it is one
  const char* missing = "";  // what only a backtracking matcher does; empty if there is no such thing
  std::size_t position = 0;  // bytes
};

EcmaTranslation translate_ecma(std::string_view pattern);

// The inside of a RE2 class for a property of ECMA-262's \p{…}, such as `L`, `Script=Greek` or `Alphabetic`; empty if
// Unicode has no such property.
std::string property_class(std::string_view property, bool negated);

}  // namespace cfy::sanitize
