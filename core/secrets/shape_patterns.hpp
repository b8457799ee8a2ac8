#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "secrets/automaton.hpp"
#include "secrets/finding.hpp"
#include "secrets/gram_filter.hpp"
#include "secrets/shapes.hpp"

namespace cfy::secrets {

// The shapes, ready to be looked for: an automaton of their keywords, and a regex each, compiled when its first keyword
// is met. Made once for the process; any thread may use it.
class ShapePatterns {
 public:
  static constexpr std::size_t kBefore = 32;  // how far before its keyword a match may begin

  static const ShapePatterns& of_library();

  explicit ShapePatterns(const std::vector<Shape>& shapes);
  ShapePatterns(const ShapePatterns&) = delete;
  ShapePatterns& operator=(const ShapePatterns&) = delete;
  ~ShapePatterns();

  [[nodiscard]] const Automaton& keywords() const noexcept { return keywords_; }
  [[nodiscard]] const GramFilter& filter() const noexcept { return filter_; }
  [[nodiscard]] std::size_t size() const noexcept { return rules_.size(); }

  struct Keyword {
    std::uint32_t rule;
    std::uint32_t size;
  };
  // The keyword of an id that the automaton gave.
  [[nodiscard]] Keyword keyword(std::uint32_t id) const noexcept { return all_[id]; }
  // Whether it is the beginning of a private key in PEM.
  [[nodiscard]] bool is_private_key(std::uint32_t rule) const noexcept { return rule == size(); }

  // Whether what the shape needs behind a keyword is there.
  [[nodiscard]] bool possible(std::uint32_t rule, std::string_view behind) const noexcept;
  // The first secret of the rule in text[from, end), as a finding with positions in `text`.
  struct Hit {
    Finding finding;
    bool accepted = false;     // neither allowed nor of too little entropy
    bool reaches_end = false;  // the match ended where the text did
  };
  [[nodiscard]] std::optional<Hit> search(std::uint32_t rule, std::string_view text, std::size_t from,
                                          std::size_t end) const;

 private:
  class Rule;

  Automaton keywords_;
  GramFilter filter_;
  std::vector<std::unique_ptr<Rule>> rules_;
  std::vector<Keyword> all_;
};

}  // namespace cfy::secrets
