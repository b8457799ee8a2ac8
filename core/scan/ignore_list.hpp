#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "scan/finding.hpp"

namespace cfy::scan {

// The findings that somebody looked at and lets pass. Its file has one fingerprint a line; what follows behind a space
// or a `#` is a remark.
class IgnoreList {
 public:
  static constexpr std::string_view kFileName = ".connectify-scan-ignore";

  IgnoreList() = default;
  // Refuses a line that is no fingerprint: it would let nothing pass, and look as if it did.
  static Result<IgnoreList> parse(std::string_view text, const std::string& file);
  static Result<IgnoreList> read(const std::string& file);
  // Of a folder; an empty list if it has none.
  static Result<IgnoreList> of_folder(const std::string& folder);

  // Takes what is ignored out of the report, and counts it.
  void apply(Report& report) const;

 private:
  std::set<std::string, std::less<>> fingerprints_;
};

}  // namespace cfy::scan
