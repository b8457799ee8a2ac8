#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "scan/finding.hpp"

namespace cfy::scan {

// The findings that somebody looked at and lets pass. Each line of its file is a fingerprint, or
//
//   path:tests/vectors/jwt.json json-web-token
//
// a file, or with a slash at its end a folder, from where the ignore file lies, and the one rule whose findings there
// pass: a file that passed as a whole would hide the next real credential. What follows behind is a remark.
class IgnoreList {
 public:
  static constexpr std::string_view kFileName = ".connectify-scan-ignore";

  IgnoreList() = default;
  // Refuses a line that is no fingerprint: it would let nothing pass, and look as if it did.
  static Result<IgnoreList> parse(std::string_view text, const std::string& file);
  static Result<IgnoreList> read(const std::string& file);
  // Of a folder; an empty list if it has none.
  static Result<IgnoreList> of_folder(const std::string& folder);

  // Takes what is ignored out of the report, and counts it. `begin` is what the names of its files begin with before
  // their place below the ignore file.
  void apply(Report& report, std::string_view begin) const;

 private:
  struct Place {
    std::string path;
    std::string rule;
  };
  Result<void> add_line(std::string_view line, const std::string& where);
  [[nodiscard]] bool lets_pass(const Finding& finding, std::string_view begin) const;

  std::set<std::string, std::less<>> fingerprints_;
  std::vector<Place> places_;
};

}  // namespace cfy::scan
