#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

// What ICU knows of whole texts. All take valid UTF-8, may be called from any thread, and fail (internal) only where
// ICU's data is missing or memory has run out.
namespace cfy::sanitize {

struct Replacement {
  std::size_t position;  // bytes
  std::size_t size;
  std::string text;
};

// What turns `text` into normalization form C, in order; nothing if it is in that form.
Result<std::vector<Replacement>> nfc_replacements(std::string_view text);

// The bytes of the longest beginning of `text` that holds at most `max_graphemes` extended grapheme clusters (UAX #29)
// and `max_bytes` bytes, and ends where a cluster does.
Result<std::size_t> grapheme_prefix(std::string_view text, std::size_t max_graphemes, std::size_t max_bytes);

// Normalization form KC in lower case (toNFKC_Casefold): what many systems make of a name before they compare it.
Result<std::string> compatible_lower_case(std::string_view text);

// `text` with U+FFFD for each ill-formed part; nullopt if there is none. Takes any bytes.
std::optional<std::string> replace_ill_formed(std::string_view text);

}  // namespace cfy::sanitize
