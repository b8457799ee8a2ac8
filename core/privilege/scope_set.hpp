#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cfy::privilege {

// One way of being allowed: all of these scopes together.
using Combination = std::vector<std::string>;
// What an operation needs: any one of these combinations. Empty: nothing at all.
using Requirement = std::vector<Combination>;

// Scopes that somebody has, `resource:action` by name. `read` and `write` stand for all that end in `:read` or `:write`;
// no scope implies another otherwise.
class ScopeSet {
 public:
  ScopeSet() = default;
  explicit ScopeSet(std::vector<std::string> names);

  // Names of RFC 6749 section 3.3, separated by spaces or commas. Fails (validation, field scope, rule invalid_scope).
  static Result<ScopeSet> parse(std::string_view text);

  [[nodiscard]] bool has(std::string_view scope) const noexcept;
  // Whether `other` asks for nothing that this lacks.
  [[nodiscard]] bool covers(const ScopeSet& other) const noexcept;
  [[nodiscard]] bool satisfies(const Requirement& requirement) const noexcept;
  // Of the combination that lacks the least, what is missing; empty if nothing is.
  [[nodiscard]] std::vector<std::string> missing(const Requirement& requirement) const;

  // In order, each once.
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  [[nodiscard]] bool empty() const noexcept { return names_.empty(); }
  // One space between, as the parameter `scope` wants it.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::string> names_;
  bool all_reads_ = false;
  bool all_writes_ = false;
};

// The names as a sentence has them.
std::string with_commas(const std::vector<std::string>& names);

}  // namespace cfy::privilege
