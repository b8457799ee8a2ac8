#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace cfy::scan {

// A part of a text that is written in another way, and what it says.
struct Encoded {
  const char* encoding;   // "base64", "hex" or "percent"
  std::size_t position;   // where it begins
  std::string_view text;  // valid during the call
};

// Calls `found` for each part that begins in [first, limit) and says something readable. Base64 is read in both its
// alphabets and at each of its four alignments, because what stands before it (a path, a name) may belong to its
// alphabet too.
void find_encoded(std::string_view text, std::size_t first, std::size_t limit,
                  const std::function<void(const Encoded&)>& found);

}  // namespace cfy::scan
