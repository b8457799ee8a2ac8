#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "secrets/finding.hpp"
#include "secrets/redactor.hpp"

namespace cfy::secrets {

// One text that comes in pieces. What comes out does not depend on where it was cut. Held back is only what may still
// turn out to be a secret: the length of the longest registered value in its longest form, or the rest of a line, 4 KiB
// at most, behind a shape's keyword. Of longer secrets nothing but their digest is kept. For one thread at a time.
class RedactionStream {
 public:
  explicit RedactionStream(std::shared_ptr<Redactor> redactor);
  ~RedactionStream();
  RedactionStream(const RedactionStream&) = delete;
  RedactionStream& operator=(const RedactionStream&) = delete;

  // Appends to `out` what can no longer change.
  void write(std::string_view chunk, std::string& out);
  // The end of the text: the rest of it. What is only the beginning of a value comes out unless it is a cut-off one in
  // the sense of Redactor. The stream can then be used for another text.
  void finish(std::string& out);

 private:
  class Scan;
  class Swallow;
  struct Interval;

  void run(bool final, std::string& out);
  bool go_on_swallowing(bool final, std::string& out);
  void emit(const std::vector<Interval>& intervals, std::size_t hold, std::string& out);
  void mask(const std::string& fingerprint, std::string_view what, std::string& out);
  void forget();

  std::shared_ptr<Redactor> redactor_;
  std::string text_;              // what is not out yet, and a little before it for the regexes to look back at
  std::size_t at_ = 0;            // where that begins
  std::uint64_t base_ = 0;        // the place of text_'s first byte in the whole
  std::vector<Finding> decided_;  // of shapes, not out yet: their keywords may be out already
  struct Searched {
    std::uint64_t secret_end = 0;  // where the last secret of the shape ended
    std::uint64_t until = 0;       // keywords before it were taken care of
  };
  std::vector<Searched> searched_;    // by shape
  std::unique_ptr<Swallow> swallow_;  // inside a secret whose end has not come
};

}  // namespace cfy::secrets
