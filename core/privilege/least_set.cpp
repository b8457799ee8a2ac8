#include "privilege/least_set.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <set>

namespace cfy::privilege {
namespace {

using Clock = std::chrono::steady_clock;
using Scope = unsigned;               // its place in the list of names
using Choice = std::vector<Scope>;    // one combination, in order
using Choices = std::vector<Choice>;  // a requirement
using Problem = std::vector<Choices>;

// What is known of the scopes while the search goes on.
struct State {
  std::vector<char> taken;
  unsigned cost = 0;
};

class Search {
 public:
  Search(std::vector<unsigned> costs, Clock::time_point deadline) : costs_(std::move(costs)), deadline_(deadline) {}

  // Solves what hangs together, and adds the scopes to `taken`. Answers whether it is proven to be the cheapest.
  bool solve(const Problem& problem, std::vector<char>& taken) {
    exact_ = true;
    best_ = greedy(problem, taken);
    State state{taken, 0};
    descend(problem, state);
    taken = best_.taken;
    return exact_;
  }

  [[nodiscard]] unsigned price(const Choice& choice, const std::vector<char>& taken) const {
    unsigned sum = 0;
    for (const Scope scope : choice) sum += taken[scope] != 0 ? 0 : costs_[scope];
    return sum;
  }

 private:
  // Each requirement's cheapest choice in turn: an answer to improve on.
  [[nodiscard]] State greedy(const Problem& problem, const std::vector<char>& taken) const {
    State state{taken, 0};
    for (const Choices& choices : problem) {
      const auto cheapest = std::min_element(choices.begin(), choices.end(), [&](const Choice& a, const Choice& b) {
        return price(a, state.taken) < price(b, state.taken);
      });
      take(*cheapest, state);
    }
    return state;
  }

  void take(const Choice& choice, State& state) const {
    state.cost += price(choice, state.taken);
    for (const Scope scope : choice) state.taken[scope] = 1;
  }

  // What is still to be paid at least: requirements that share no scope are paid one by one.
  [[nodiscard]] unsigned bound(const std::vector<const Choices*>& open, const State& state) const {
    std::vector<char> seen(state.taken.size(), 0);
    unsigned sum = 0;
    for (const Choices* choices : open) {
      bool apart = true;
      unsigned least = std::numeric_limits<unsigned>::max();
      for (const Choice& choice : *choices) {
        for (const Scope scope : choice) apart = apart && (seen[scope] == 0 || state.taken[scope] != 0);
        least = std::min(least, price(choice, state.taken));
      }
      if (!apart) continue;
      for (const Choice& choice : *choices) {
        for (const Scope scope : choice) seen[scope] = 1;
      }
      sum += least;
    }
    return sum;
  }

  void descend(const Problem& problem, const State& state) {
    if (!exact_ || state.cost >= best_.cost) return;
    if (++steps_ % 64 == 0 && Clock::now() > deadline_) {
      exact_ = false;
      return;
    }
    std::vector<const Choices*> open;
    for (const Choices& choices : problem) {
      const bool done = std::any_of(choices.begin(), choices.end(),
                                    [&](const Choice& choice) { return price(choice, state.taken) == 0; });
      if (!done) open.push_back(&choices);
    }
    if (open.empty()) {
      best_ = state;
      return;
    }
    // The fewest choices first: they decide the most for others.
    std::stable_sort(open.begin(), open.end(),
                     [](const Choices* a, const Choices* b) { return a->size() < b->size(); });
    if (state.cost + bound(open, state) >= best_.cost) return;
    std::vector<const Choice*> order;
    for (const Choice& choice : *open.front()) order.push_back(&choice);
    std::stable_sort(order.begin(), order.end(),
                     [&](const Choice* a, const Choice* b) { return price(*a, state.taken) < price(*b, state.taken); });
    for (const Choice* choice : order) {
      State next = state;
      take(*choice, next);
      descend(problem, next);
    }
  }

  std::vector<unsigned> costs_;
  Clock::time_point deadline_;
  State best_;
  bool exact_ = true;
  unsigned steps_ = 0;
};

// Whether all of `part` is in `whole`; both are in order.
bool within(const Choice& part, const Choice& whole) {
  return std::includes(whole.begin(), whole.end(), part.begin(), part.end());
}

// Drops a choice that asks for all that another one does, and more.
void drop_wider(Choices& choices) {
  std::sort(choices.begin(), choices.end(),
            [](const Choice& a, const Choice& b) { return a.size() != b.size() ? a.size() < b.size() : a < b; });
  Choices kept;
  for (Choice& choice : choices) {
    const bool wider =
        std::any_of(kept.begin(), kept.end(), [&](const Choice& other) { return within(other, choice); });
    if (!wider) kept.push_back(std::move(choice));
  }
  choices = std::move(kept);
}

// The requirements in parts that share no scope, each to be solved alone.
std::vector<Problem> split(const Problem& problem, std::size_t scopes) {
  std::vector<std::size_t> parent(scopes);
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&parent](std::size_t scope) {
    while (parent[scope] != scope) scope = parent[scope] = parent[parent[scope]];
    return scope;
  };
  for (const Choices& choices : problem) {
    for (const Choice& choice : choices) {
      for (const Scope scope : choice) parent[root(scope)] = root(choices.front().front());
    }
  }
  std::map<std::size_t, Problem> parts;
  for (const Choices& choices : problem) parts[root(choices.front().front())].push_back(choices);
  std::vector<Problem> split;
  for (auto& [scope, part] : parts) split.push_back(std::move(part));
  return split;
}

}  // namespace

unsigned scope_cost(std::string_view scope) noexcept {
  if (scope.ends_with(":read")) return 1;
  return scope.ends_with(":admin") ? 4 : 2;
}

LeastSet least_set(const std::vector<Requirement>& needed, std::chrono::milliseconds limit) {
  const Clock::time_point deadline = Clock::now() + limit;
  std::set<std::string> names;
  for (const Requirement& requirement : needed) {
    for (const Combination& combination : requirement) names.insert(combination.begin(), combination.end());
  }
  const std::vector<std::string> scopes(names.begin(), names.end());
  std::vector<unsigned> costs;
  for (const std::string& scope : scopes) costs.push_back(scope_cost(scope));
  const auto number = [&scopes](const std::string& name) {
    return static_cast<Scope>(std::lower_bound(scopes.begin(), scopes.end(), name) - scopes.begin());
  };

  std::set<Choices> distinct;
  std::vector<char> taken(scopes.size(), 0);
  for (const Requirement& requirement : needed) {
    Choices choices;
    for (const Combination& combination : requirement) {
      Choice choice;
      for (const std::string& name : combination) choice.push_back(number(name));
      std::sort(choice.begin(), choice.end());
      choice.erase(std::unique(choice.begin(), choice.end()), choice.end());
      choices.push_back(std::move(choice));
    }
    drop_wider(choices);
    if (choices.empty() || choices.front().empty()) continue;  // needs nothing
    if (choices.size() == 1) {
      for (const Scope scope : choices.front()) taken[scope] = 1;
    } else {
      distinct.insert(std::move(choices));
    }
  }

  Search search(costs, deadline);
  Problem open;
  for (const Choices& choices : distinct) {
    const bool done = std::any_of(choices.begin(), choices.end(),
                                  [&](const Choice& choice) { return search.price(choice, taken) == 0; });
    if (!done) open.push_back(choices);
  }
  LeastSet least;
  for (const Problem& part : split(open, scopes.size())) least.exact = search.solve(part, taken) && least.exact;
  for (std::size_t i = 0; i < scopes.size(); ++i) {
    if (taken[i] == 0) continue;
    least.scopes.push_back(scopes[i]);
    least.cost += costs[i];
  }
  return least;
}

}  // namespace cfy::privilege
