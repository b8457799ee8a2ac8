#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace re2 {
class RE2;
}

namespace cfy::sanitize {

// A regular expression as JSON Schema writes it (ECMA-262 with the flag `u`), matched by RE2: in time linear in the
// text, whatever the expression. Compiled once, used from any thread.
class EcmaPattern {
 public:
  // Errors: validation, field "pattern", rules bad_pattern (no regular expression of ECMA-262) and unsupported_pattern
  // (one that takes backtracking: lookaround, backreferences; or one that is too large).
  static Result<EcmaPattern> compile(std::string_view pattern);

  // Whether it matches anywhere in `text`, which is valid UTF-8.
  [[nodiscard]] bool matches(std::string_view text) const;

  EcmaPattern(EcmaPattern&&) noexcept;
  EcmaPattern& operator=(EcmaPattern&&) noexcept;
  ~EcmaPattern();

 private:
  explicit EcmaPattern(std::unique_ptr<const re2::RE2> compiled) noexcept;
  std::unique_ptr<const re2::RE2> compiled_;
};

// Whether ECMA-262 has it, whether or not EcmaPattern can match it.
bool is_ecma_pattern(std::string_view pattern);

}  // namespace cfy::sanitize
