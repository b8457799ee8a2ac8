#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "privilege/scope_set.hpp"

namespace cfy::privilege {

using Time = std::chrono::system_clock::time_point;

// When a permission holds. What is absent is no condition.
struct Conditions {
  std::vector<std::string> environments;  // in any of these
  std::optional<Time> not_before;
  std::optional<Time> not_after;
};

// One thing that a role may do: a scope, on which resources, and when. A pattern is an id in which `*` stands for any run
// of characters; without patterns the scope holds for all.
struct Permission {
  std::string scope;
  std::vector<std::string> resources;
  Conditions conditions;
};

// What a call happens in.
struct Circumstances {
  // The id that the call acts on; absent for one that acts on no single resource (a list, a creation), which a permission
  // that is bound to patterns doesn't allow.
  std::optional<std::string_view> resource;
  std::string_view environment = {};
  Time now = {};
};

// Whether a role may do something, and why: for people and for programs.
struct Decision {
  bool allowed = false;
  std::string reason;                // "operator has devices:write on dev_kitchen_*"
  std::vector<std::string> missing;  // scopes
};

class Role {
 public:
  Role(std::string name, std::vector<Permission> permissions);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::vector<Permission>& permissions() const noexcept { return permissions_; }
  [[nodiscard]] const ScopeSet& scopes() const noexcept { return scopes_; }

  // Those that hold for all resources at all times.
  [[nodiscard]] const ScopeSet& unbound_scopes() const noexcept { return unbound_; }

  // Whether it may call an operation.
  [[nodiscard]] Decision decide(const Requirement& requirement, const Circumstances& circumstances) const;

 private:
  std::string name_;
  std::vector<Permission> permissions_;
  ScopeSet scopes_;
  ScopeSet unbound_;
};

// The roles that an application knows: `viewer`, `operator` and `admin`, and its own, from JSON:
//
//   {"roles": {"kitchen": {"inherits": ["viewer"],
//                          "permissions": [{"scope": "devices:write", "resources": ["dev_kitchen_*"],
//                                           "conditions": {"environments": ["staging"],
//                                                          "not_after": "2027-01-31T00:00:00Z"}}]}}}
//
// A permission may be a scope's bare name; times are those of RFC 3339.
class RoleBook {
 public:
  // The built-in roles alone. `known` are all scopes of the platform.
  explicit RoleBook(std::vector<std::string> known);

  // Adds roles. Nothing is added when it fails (validation): invalid_roles (the form), unknown_scope, unknown_role,
  // role_cycle, role_exists; the field is the role's name.
  Result<void> add(std::string_view json);

  // Fails (validation, field role, rule unknown_role) with the nearest name.
  [[nodiscard]] Result<const Role*> find(std::string_view name) const;

  // By name.
  [[nodiscard]] const std::map<std::string, Role, std::less<>>& roles() const noexcept { return roles_; }

 private:
  std::vector<std::string> known_;
  std::map<std::string, Role, std::less<>> roles_;
};

// Whether `text` fits a pattern in which `*` stands for any run of characters.
bool matches(std::string_view pattern, std::string_view text) noexcept;

// Fails (permission, rule role_widening) unless `granted` has every scope of the role: a role only takes away.
Result<void> check_narrowing(const Role& role, const ScopeSet& granted);

}  // namespace cfy::privilege
