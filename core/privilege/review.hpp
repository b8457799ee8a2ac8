#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "privilege/scope_set.hpp"
#include "privilege/usage.hpp"

namespace cfy::privilege {

// What the operations of the platform need, by name.
using Requirements = std::map<std::string, Requirement, std::less<>>;

enum class ScopeState { used, used_once, refused, never_used };
// used, used_once, refused, never_used.
std::string_view scope_state_name(ScopeState state) noexcept;

// What became of one scope that was granted, or that was wanted and refused.
struct ScopeFinding {
  std::string scope;
  bool granted = false;
  ScopeState state = ScopeState::never_used;
  Counts counts;  // of the operations that this scope allows
  std::optional<Day> last_used;
  std::vector<std::string> operations;  // that were called with it, in order
  bool suggested = false;               // part of the smaller grant
};

enum class Confidence { low, medium, high };
std::string_view confidence_name(Confidence confidence) noexcept;

// Granted against used.
struct Review {
  std::vector<ScopeFinding> scopes;             // in order of their names
  std::vector<std::string> suggested;           // the cheapest grant that covers what was used
  bool exact = true;                            // whether it is proven to be the cheapest
  unsigned observed_days = 0;                   // between the first and the last day of use in the window
  Confidence confidence = Confidence::low;      // high where the whole window was watched, low under a third of it
  std::vector<std::string> unknown_operations;  // in the record, but not on the platform (any more)

  // Whether the grant can be made smaller.
  [[nodiscard]] bool excessive() const noexcept;
};

struct ReviewQuestion {
  ScopeSet granted;
  Usage usage;
  Day today;
  std::chrono::days window{90};
  std::chrono::milliseconds patience{100};  // for the search for the cheapest grant
};

Review review(const ReviewQuestion& question, const Requirements& requirements);

}  // namespace cfy::privilege
