#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "privilege/scope_set.hpp"

namespace cfy::privilege {

// How much is given away with a scope: 1 for reading, 2 for changing and doing, 4 for administration.
unsigned scope_cost(std::string_view scope) noexcept;

struct LeastSet {
  std::vector<std::string> scopes;  // in order
  unsigned cost = 0;                // the sum of theirs
  bool exact = true;                // false: the time ran out, and a cheaper set may exist
};

// The cheapest set of scopes that satisfies every requirement; of several as cheap, the first by name that the search
// meets. The problem is NP-hard (it holds set cover), so the search is exact within `limit` and says so where it is not.
LeastSet least_set(const std::vector<Requirement>& needed, std::chrono::milliseconds limit);

}  // namespace cfy::privilege
