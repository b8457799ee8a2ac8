#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "scan/finding.hpp"
#include "scan/rules.hpp"
#include "scan/sdk_literal.hpp"

namespace cfy::scan {

struct DocumentFindings {
  std::vector<Finding> findings;
  std::uint64_t allowed = 0;  // that a `connectify:allow` on their line lets pass
  bool cut = false;           // there may be more than kMostFindings
};

// Looks for credentials in one text after the other. A text may come in pieces of any length: what is kept of it is
// bounded, and a credential may lie across two pieces.
//
// Text in UTF-16 is read as such. What holds NULs otherwise is binary: there, only credentials that are known by their
// form are looked for, and nothing is decoded.
class DocumentScanner {
 public:
  // Of one text. Each costs some 5 ms for its fingerprint, so that a file of nothing but keys would hold up the scan.
  static constexpr std::size_t kMostFindings = 500;

  // `test_credentials`: whether those that a sandbox made are findings too.
  DocumentScanner(const RuleSet& rules, bool test_credentials);

  void begin(std::string_view file);
  Result<void> feed(std::string_view bytes);
  // Takes the last piece, which may be empty; it is not copied.
  Result<DocumentFindings> finish(std::string_view bytes = {});

 private:
  enum class Form : std::uint8_t { unknown, text, binary, utf16_little, utf16_big };
  // Where a credential was seen, in the text as it is looked at now.
  struct Candidate {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t priority = 0;  // lower wins where two lie on the same place
    bool needs_sdk = false;    // counts only if the text speaks of our library
    Finding finding;
  };
  struct Nesting {
    std::vector<std::string> encodings;
    std::size_t position = 0;  // of the outermost
  };

  void recognise(std::string_view bytes);
  Result<void> take(std::string_view bytes);
  Result<void> look(std::string_view text, std::size_t first, std::size_t limit);
  Result<void> scan_text(std::string_view text, std::size_t first, std::size_t limit, const Nesting& nesting);
  Result<void> run_rule(std::uint32_t index, std::string_view text, std::size_t hit, const Nesting& nesting,
                        std::vector<std::size_t>& done);
  Result<void> check_own(std::string_view text, std::size_t hit, const Nesting& nesting);
  Result<void> check_sdk(std::string_view text, std::size_t hit);
  Result<void> decode(std::string_view text, std::size_t first, std::size_t limit, const Nesting& nesting);
  Result<void> add(std::string_view text, std::string_view value, Candidate candidate, const Nesting& nesting);
  void settle(std::string_view text);
  void drop_overlapping();

  const RuleSet& rules_;
  bool test_credentials_;
  std::string file_;
  Language language_ = Language::none;
  Form form_ = Form::unknown;
  bool started_ = false;
  bool mentions_sdk_ = false;
  std::string kept_;        // of the text, in UTF-8: context and what was not looked at yet
  std::size_t looked_ = 0;  // how much of it has been looked at
  std::string odd_;         // a piece of a UTF-16 unit
  std::size_t line_ = 1;    // where kept_ begins
  std::size_t column_ = 0;
  std::vector<Candidate> candidates_;  // of the text that is looked at now
  std::vector<Candidate> settled_;
  std::set<std::pair<std::size_t, std::string>> seen_;  // line, and rule with fingerprint
  std::vector<std::vector<std::size_t>> done_;          // for each depth and rule, how far it has looked
  std::uint64_t allowed_ = 0;
  std::size_t added_ = 0;  // candidates so far
};

}  // namespace cfy::scan
