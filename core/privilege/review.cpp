#include "privilege/review.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "privilege/least_set.hpp"

namespace cfy::privilege {
namespace {

using Totals = std::map<std::string, std::pair<Counts, Day>, std::less<>>;  // by operation, with its last day

Totals totals_of(const ReviewQuestion& question, Review& result) {
  const Day first = question.today - question.window + std::chrono::days(1);
  Totals totals;
  std::optional<Day> begun;
  std::optional<Day> ended;
  for (const auto& [day, operations] : question.usage.days()) {
    if (day < first || day > question.today) continue;
    if (!begun) begun = day;
    ended = day;
    for (const auto& [operation, counts] : operations) {
      auto& [sum, last] = totals[operation];
      sum += counts;
      last = day;
    }
  }
  if (begun) result.observed_days = static_cast<unsigned>((*ended - *begun).count()) + 1;
  return totals;
}

// The scopes of the granted set with which an operation is allowed; without any, those that it lacks.
std::vector<std::string> scopes_for(const Requirement& requirement, const ScopeSet& granted) {
  std::set<std::string> scopes;
  for (const Combination& combination : requirement) {
    const bool whole = granted.satisfies({combination});
    if (whole) scopes.insert(combination.begin(), combination.end());
  }
  if (scopes.empty()) {
    for (const std::string& scope : granted.missing(requirement)) scopes.insert(scope);
  }
  return {scopes.begin(), scopes.end()};
}

ScopeState state_of(const Counts& counts) {
  if (counts.succeeded > 1) return ScopeState::used;
  if (counts.succeeded == 1) return ScopeState::used_once;
  return counts.refused > 0 ? ScopeState::refused : ScopeState::never_used;
}

Confidence confidence_of(unsigned observed, std::chrono::days window) {
  const auto days = static_cast<unsigned>(window.count());
  // A day is lost at either end of a window that was watched whole.
  if (observed + 2 >= days) return Confidence::high;
  return observed * 3 >= days ? Confidence::medium : Confidence::low;
}

}  // namespace

std::string_view scope_state_name(ScopeState state) noexcept {
  constexpr std::array<std::string_view, 4> kNames = {"used", "used_once", "refused", "never_used"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view confidence_name(Confidence confidence) noexcept {
  constexpr std::array<std::string_view, 3> kNames = {"low", "medium", "high"};
  return kNames[static_cast<std::size_t>(confidence)];
}

bool Review::excessive() const noexcept {
  return std::any_of(scopes.begin(), scopes.end(),
                     [](const ScopeFinding& finding) { return finding.granted && !finding.suggested; });
}

Review review(const ReviewQuestion& question, const Requirements& requirements) {
  Review result;
  const Totals totals = totals_of(question, result);
  result.confidence = confidence_of(result.observed_days, question.window);

  std::map<std::string, ScopeFinding> findings;
  for (const std::string& scope : question.granted.names()) findings[scope];
  std::vector<Requirement> used;
  for (const auto& [operation, total] : totals) {
    const auto requirement = requirements.find(operation);
    if (requirement == requirements.end()) {
      result.unknown_operations.push_back(operation);
      continue;
    }
    const auto& [counts, last] = total;
    if (counts.succeeded > 0) used.push_back(requirement->second);
    for (const std::string& scope : scopes_for(requirement->second, question.granted)) {
      ScopeFinding& finding = findings[scope];
      finding.counts += counts;
      if (counts.succeeded > 0) finding.last_used = std::max(finding.last_used.value_or(last), last);
      finding.operations.push_back(operation);
    }
  }

  LeastSet least = least_set(used, question.patience);
  result.suggested = std::move(least.scopes);
  result.exact = least.exact;
  for (auto& [scope, finding] : findings) {
    finding.scope = scope;
    finding.granted = question.granted.has(scope);  // also by a short form
    finding.state = state_of(finding.counts);
    finding.suggested = std::binary_search(result.suggested.begin(), result.suggested.end(), scope);
    result.scopes.push_back(std::move(finding));
  }
  return result;
}

}  // namespace cfy::privilege
