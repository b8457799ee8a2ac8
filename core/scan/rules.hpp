#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "scan/keyword_automaton.hpp"
#include "secrets/shapes.hpp"

namespace cfy::scan {

// One known shape, ready to be looked for. Its patterns are compiled when one of its keywords is first seen: most
// trees hold the keywords of a few shapes only.
class Rule {
 public:
  explicit Rule(const secrets::Shape& shape);

  [[nodiscard]] const std::string& id() const noexcept { return shape_->id; }
  [[nodiscard]] const std::string& description() const noexcept { return shape_->description; }
  // Knows a credential by the name before it alone; gives way to a rule that knows it by its form.
  [[nodiscard]] bool generic() const noexcept { return generic_; }
  [[nodiscard]] bool spans_lines() const noexcept { return spans_lines_; }

  // The next credential in text[from, to); empty data() if there is none. `from` becomes the end of the match.
  [[nodiscard]] std::string_view next(std::string_view text, std::size_t& from, std::size_t to) const;

 private:
  struct Compiled {
    std::unique_ptr<RE2> pattern;
    std::vector<std::unique_ptr<RE2>> allow;
  };

  [[nodiscard]] const Compiled& compiled() const;
  [[nodiscard]] bool allowed(const Compiled& patterns, std::string_view value) const;

  const secrets::Shape* shape_;
  bool generic_;
  bool spans_lines_;
  mutable std::once_flag once_;
  mutable Compiled compiled_;
};

// All rules, and one automaton over all their keywords.
class RuleSet {
 public:
  // Those of the library.
  static const RuleSet& standard();
  // Of shapes that outlive it.
  explicit RuleSet(const std::vector<secrets::Shape>& shapes);

  // What a keyword stands for.
  enum class Watch : std::uint8_t { rule, own_credential, sdk_setting, sdk_mention };
  struct Keyword {
    std::size_t length = 0;
    Watch watch = Watch::rule;
    std::vector<std::uint32_t> rules;
  };

  [[nodiscard]] const KeywordAutomaton& automaton() const noexcept { return automaton_; }
  [[nodiscard]] const Keyword& keyword(std::uint32_t index) const noexcept { return keywords_[index]; }
  [[nodiscard]] const Rule& rule(std::uint32_t index) const noexcept { return *rules_[index]; }
  [[nodiscard]] std::size_t size() const noexcept { return rules_.size(); }

 private:
  explicit RuleSet(const std::vector<const secrets::Shape*>& shapes);

  std::vector<std::unique_ptr<Rule>> rules_;
  std::vector<Keyword> keywords_;
  KeywordAutomaton automaton_;
};

// What is written in a value's place and is no value: `your-api-key`, `xxxxxxxx`, `${TOKEN}`, AWS's …EXAMPLE.
bool is_placeholder(std::string_view value) noexcept;

}  // namespace cfy::scan
