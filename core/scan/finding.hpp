#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace cfy::scan {

// A credential that slipped out. Holds no part of the value, so that a report can be shown to anyone.
struct Finding {
  std::string rule;
  std::string description;
  std::string fingerprint;
  std::string file;
  std::size_t line = 0;                // from 1
  std::size_t column = 0;              // from 1, in characters
  std::string commit;                  // the first that has it; empty outside a history
  std::vector<std::string> encodings;  // from the outermost to the innermost, such as {"base64"}
  std::string cure;                    // the line to write instead, where one can be told
  bool generic = false;                // known by the name before it alone
};

// A name for a value under a rule, the same wherever the value stands: for ignoring it, and for telling whether two
// findings are one. It is derived slowly (PBKDF2), because reports and ignore files are public and passwords are short.
Result<std::string> fingerprint_of(std::string_view rule, std::string_view value);

// Whether `text` has the form of a fingerprint.
bool is_fingerprint(std::string_view text) noexcept;

struct Unread {
  std::string file;
  std::string reason;
};

// A file with so many findings that the rest was not looked at.
inline Unread cut_short(std::string file) { return {std::move(file), "it has too many findings to tell them all"}; }

// What a scan tells.
struct Report {
  std::vector<Finding> findings;
  std::vector<Unread> unread;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t ignored = 0;  // findings that a comment or the ignore file lets pass

  void sort();
  [[nodiscard]] std::string json() const;
};

}  // namespace cfy::scan
