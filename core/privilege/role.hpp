#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "privilege/scope_set.hpp"

namespace cfy::privilege {

// One thing that a role may do: a scope, and on which resources. A pattern is an id in which `*` stands for any run of
// characters; without patterns the scope holds for all.
struct Permission {
  std::string scope;
  std::vector<std::string> resources;
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

  // Whether it may call an operation. `resource` is the id that the call acts on; absent for one that acts on no single
  // resource (a list, a creation), which a permission that is bound to patterns doesn't allow.
  [[nodiscard]] Decision decide(const Requirement& requirement, std::optional<std::string_view> resource) const;

 private:
  std::string name_;
  std::vector<Permission> permissions_;
  ScopeSet scopes_;
};

// The roles that an application knows: `viewer`, `operator` and `admin`, and its own, from JSON:
//
//   {"roles": {"kitchen": {"inherits": ["viewer"],
//                          "permissions": [{"scope": "devices:write", "resources": ["dev_kitchen_*"]}]}}}
//
// A permission may be a scope's bare name.
class RoleBook {
 public:
  // The built-in roles alone. `known` are all scopes of the platform.
  explicit RoleBook(std::vector<std::string> known);

  // Adds roles. Nothing is added when it fails (validation): invalid_roles (the form), unknown_scope, unknown_role,
  // role_cycle, role_exists; the field is the role's name.
  Result<void> add(std::string_view json);

  // Fails (validation, field role, rule unknown_role) with the nearest name.
  [[nodiscard]] Result<const Role*> find(std::string_view name) const;

 private:
  std::vector<std::string> known_;
  std::map<std::string, Role, std::less<>> roles_;
};

// Whether `text` fits a pattern in which `*` stands for any run of characters.
bool matches(std::string_view pattern, std::string_view text) noexcept;

// Fails (permission, rule role_widening) unless `granted` has every scope of the role: a role only takes away.
Result<void> check_narrowing(const Role& role, const ScopeSet& granted);

}  // namespace cfy::privilege
