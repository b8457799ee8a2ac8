#include "privilege/access.hpp"

#include <algorithm>
#include <utility>

namespace cfy::privilege {
namespace {

std::string words_for(const ScopeSet& granted) {
  return granted.empty() ? "nothing is granted" : "granted: " + with_commas(granted.names());
}

}  // namespace

Access::Access(std::shared_ptr<const GuardedOperations> operations, std::optional<ScopeSet> granted,
               std::string environment, const Clock& clock)
    : operations_(std::move(operations)),
      granted_(std::move(granted)),
      environment_(std::move(environment)),
      clock_(&clock) {
  settle();
}

Access::Verdict Access::verdict_of(const Requirement& requirement) const {
  if (granted_ && !granted_->satisfies(requirement)) return Verdict::forbidden;
  Verdict verdict = Verdict::allowed;
  for (const auto& role : roles_) {
    if (!role->scopes().satisfies(requirement)) return Verdict::forbidden;
    if (!role->unbound_scopes().satisfies(requirement)) verdict = Verdict::depends;
  }
  return verdict;
}

void Access::settle() {
  verdicts_.clear();
  for (const GuardedOperation& operation : *operations_) verdicts_.push_back(verdict_of(operation.requirement));
}

Result<void> Access::check(std::size_t operation, std::optional<std::string_view> resource) const {
  if (verdicts_[operation] == Verdict::allowed) return {};
  const GuardedOperation& wanted = (*operations_)[operation];
  const Decision decision = explain(operation, resource);
  if (decision.allowed) return {};
  const bool by_grant = granted_ && !granted_->satisfies(wanted.requirement);
  Error error =
      make_error(ErrorCode::permission,
                 wanted.name + " was not sent: " + decision.reason +
                     (by_grant ? ". Ask for the scope to be granted and add it to the setting `scope`, or set "
                                 "check_scopes to false to let the platform decide."
                               : ". Call it with a client whose role allows it."));
  error.field = by_grant ? "scope" : "role";
  error.rule = by_grant ? "scope_not_granted" : "role_forbids";
  return error;
}

Decision Access::explain(std::size_t operation, std::optional<std::string_view> resource) const {
  const Requirement& requirement = (*operations_)[operation].requirement;
  if (granted_ && !granted_->satisfies(requirement)) {
    std::vector<std::string> missing = granted_->missing(requirement);
    std::string reason =
        "it needs the scope " + with_commas(missing) + ", which was not granted (" + words_for(*granted_) + ")";
    return {false, std::move(reason), std::move(missing)};
  }
  const Circumstances circumstances{resource, environment_, clock_->wall_now()};
  std::string reason =
      granted_ ? "what it needs is granted" : "it is not known what is granted, so the platform decides";
  for (const auto& role : roles_) {
    Decision decision = role->decide(requirement, circumstances);
    if (!decision.allowed) return decision;
    reason += "; " + decision.reason;
  }
  return {true, std::move(reason), {}};
}

Result<Access> Access::narrowed_to(const Role& role) const {
  if (granted_) {
    if (auto narrower = check_narrowing(role, *granted_); !narrower) return std::move(narrower).error();
  }
  for (const auto& wider : roles_) {
    if (auto narrower = check_narrowing(role, wider->scopes()); !narrower) return std::move(narrower).error();
  }
  Access narrowed = *this;
  narrowed.roles_.push_back(std::make_shared<const Role>(role));
  narrowed.settle();
  return narrowed;
}

Access Access::with_granted(ScopeSet granted) const {
  Access other = *this;
  other.granted_ = std::move(granted);
  other.settle();
  return other;
}

}  // namespace cfy::privilege
