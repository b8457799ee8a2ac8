#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cfy::secrets {

// What a kind of secret looks like. The shapes are data, in shapes/*.json; the redactor and the scanner read the same.
//
// A match never crosses the end of a line, and the redactor sees at most kShapeReach bytes from a keyword on: a regex
// begins with its keyword, or a few bytes before it.
struct Shape {
  std::string id;           // stable, kebab-case
  std::string description;  // for people: "Stripe live or restricted key"
  // At least one of them stands in the text where the regex can match. Lower case; compared without regard to ASCII
  // case; 4 bytes at least, so that one look at 4 bytes tells whether any can begin there.
  std::vector<std::string> keywords;
  std::string regex;               // RE2's syntax, in bytes (Latin-1): no backtracking, whatever the text
  int secret_group = 0;            // the group that is the secret; 0 is the whole match
  double entropy = 0;              // least Shannon entropy of the secret in bits a byte; 0 asks for none
  std::vector<std::string> allow;  // a secret that one of these regexes finds a match in is none
  bool redact = true;              // whether the redactor masks it; false: for the scanner alone
  bool credential = false;         // one of our own formats: only where the checksum holds
};

inline constexpr std::size_t kShapeReach = 4096;
inline constexpr std::size_t kShapeKeywordMin = 4;

// All shapes of the library, read once; the folder's files in the order of their names. The tests parse each file with
// parse_shapes(), so that what is embedded is known to be well-formed.
const std::vector<Shape>& all_shapes();

// One file: an array of objects with the members above (id, description, keywords and regex are required). Refuses
// (configuration, field = the shape's id or the member) unknown members, bad types, short or upper-case keywords.
Result<std::vector<Shape>> parse_shapes(std::string_view json);

// Shannon entropy in bits a byte.
double shannon_entropy(std::string_view text) noexcept;

}  // namespace cfy::secrets
