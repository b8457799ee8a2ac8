#include "privilege/scope_set.hpp"

#include <algorithm>
#include <iterator>

namespace cfy::privilege {
namespace {

bool is_scope_character(char c) noexcept { return c > 0x20 && c < 0x7F && c != '"' && c != '\\'; }

}  // namespace

ScopeSet::ScopeSet(std::vector<std::string> names) : names_(std::move(names)) {
  std::sort(names_.begin(), names_.end());
  names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
  all_reads_ = std::binary_search(names_.begin(), names_.end(), "read");
  all_writes_ = std::binary_search(names_.begin(), names_.end(), "write");
}

Result<ScopeSet> ScopeSet::parse(std::string_view text) {
  std::vector<std::string> names;
  bool inside = false;
  for (const char c : text) {
    const bool separator = c == ' ' || c == ',';
    if (!separator && !is_scope_character(c)) {
      return validation_error("scope", "invalid_scope",
                              "Scopes are names such as devices:read, with spaces or commas between.");
    }
    if (!separator && !inside) names.emplace_back();
    if (!separator) names.back() += c;
    inside = !separator;
  }
  return ScopeSet(std::move(names));
}

bool ScopeSet::has(std::string_view scope) const noexcept {
  if (all_reads_ && scope.ends_with(":read")) return true;
  if (all_writes_ && scope.ends_with(":write")) return true;
  return std::binary_search(names_.begin(), names_.end(), scope);
}

bool ScopeSet::covers(const ScopeSet& other) const noexcept {
  return std::all_of(other.names_.begin(), other.names_.end(), [this](const std::string& name) { return has(name); });
}

bool ScopeSet::satisfies(const Requirement& requirement) const noexcept {
  if (requirement.empty()) return true;
  return std::any_of(requirement.begin(), requirement.end(), [this](const Combination& needed) {
    return std::all_of(needed.begin(), needed.end(), [this](const std::string& name) { return has(name); });
  });
}

std::vector<std::string> ScopeSet::missing(const Requirement& requirement) const {
  std::vector<std::string> least;
  bool first = true;
  for (const Combination& needed : requirement) {
    std::vector<std::string> lacking;
    std::copy_if(needed.begin(), needed.end(), std::back_inserter(lacking),
                 [this](const std::string& name) { return !has(name); });
    if (first || lacking.size() < least.size()) least = std::move(lacking);
    first = false;
  }
  return least;
}

std::string ScopeSet::text() const {
  std::string joined;
  for (const std::string& name : names_) joined += (joined.empty() ? "" : " ") + name;
  return joined;
}

std::string with_commas(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace cfy::privilege
