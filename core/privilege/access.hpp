#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "privilege/role.hpp"
#include "privilege/scope_set.hpp"

namespace cfy::privilege {

// An operation of the platform, and what it needs.
struct GuardedOperation {
  std::string name;
  Requirement requirement;
};
using GuardedOperations = std::vector<GuardedOperation>;

// What one client may call, decided before anything is sent: by what is known to be granted, and by the roles that it
// was narrowed to, each of which has to allow it. Immutable, so any thread may use one. Asking costs a look into a table
// unless a role is bound to resources or conditions.
class Access {
 public:
  // `granted`: what the credential is known to have; nullopt: nobody knows, and the platform decides. The clock has to
  // live as long as the Access.
  Access(std::shared_ptr<const GuardedOperations> operations, std::optional<ScopeSet> granted, std::string environment,
         const Clock& clock = system_clock());

  // Whether the operation of that place in the list may be called on a resource. Fails (permission) naming the operation
  // and what is missing: rule scope_not_granted (field scope) or role_forbids (field role).
  [[nodiscard]] Result<void> check(std::size_t operation, std::optional<std::string_view> resource) const;

  // The same as an answer for people and programs, also where it is allowed.
  [[nodiscard]] Decision explain(std::size_t operation, std::optional<std::string_view> resource) const;

  // The same, less what the role does not allow. Fails (permission, field role, rule role_widening) where the role has a
  // scope that is not here: a role only takes away.
  [[nodiscard]] Result<Access> narrowed_to(const Role& role) const;

  // The same with another grant, as a login's next token may bring one.
  [[nodiscard]] Access with_granted(ScopeSet granted) const;

  [[nodiscard]] const std::optional<ScopeSet>& granted() const noexcept { return granted_; }

 private:
  enum class Verdict : std::uint8_t { allowed, depends, forbidden };

  [[nodiscard]] Verdict verdict_of(const Requirement& requirement) const;
  void settle();

  std::shared_ptr<const GuardedOperations> operations_;
  std::optional<ScopeSet> granted_;
  std::string environment_;
  const Clock* clock_;
  std::vector<std::shared_ptr<const Role>> roles_;
  std::vector<Verdict> verdicts_;  // by operation
};

}  // namespace cfy::privilege
