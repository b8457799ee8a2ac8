#include "privilege/role.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "base/closest.hpp"
#include "sanitize/date_time.hpp"

namespace cfy::privilege {
namespace {

using nlohmann::json;

constexpr std::int64_t kFarthestSecond = 9'000'000'000;

// What a role says of itself, before what it inherits is added.
struct Declaration {
  std::vector<std::string> inherits;
  std::vector<Permission> permissions;
};
using Declarations = std::map<std::string, Declaration, std::less<>>;

Error role_error(const std::string& role, std::string rule, std::string message) {
  return validation_error(role, std::move(rule), std::move(message));
}

bool known_members(const json& object, std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) return false;
  }
  return true;
}

std::optional<std::vector<std::string>> read_names(const json& list) {
  std::vector<std::string> names;
  if (!list.is_array()) return std::nullopt;
  for (const json& name : list) {
    if (!name.is_string()) return std::nullopt;
    names.push_back(name);
  }
  return names;
}

// An empty list would mean "none" to one reader and "all" to another.
bool read_some_names(const json& holder, const char* member, std::vector<std::string>& target) {
  if (!holder.contains(member)) return true;
  auto names = read_names(holder.at(member));
  if (!names || names->empty()) return false;
  target = *std::move(names);
  return true;
}

bool read_time(const json& holder, const char* member, std::optional<Time>& target) {
  if (!holder.contains(member)) return true;
  const json& text = holder.at(member);
  const auto seconds = text.is_string() ? sanitize::unix_seconds_of(text.get_ref<const std::string&>()) : std::nullopt;
  // The clock's own type reaches from 1677 to 2262.
  if (!seconds || std::abs(*seconds) > kFarthestSecond) return false;
  target = Time(std::chrono::seconds(*seconds));
  return true;
}

bool read_conditions(const json& permission, Conditions& target) {
  if (!permission.contains("conditions")) return true;
  const json& conditions = permission.at("conditions");
  return conditions.is_object() && known_members(conditions, {"environments", "not_before", "not_after"}) &&
         read_some_names(conditions, "environments", target.environments) &&
         read_time(conditions, "not_before", target.not_before) && read_time(conditions, "not_after", target.not_after);
}

std::optional<Permission> read_permission(const json& permission) {
  if (permission.is_string()) return Permission{permission, {}, {}};
  if (!permission.is_object() || !known_members(permission, {"scope", "resources", "conditions"})) return std::nullopt;
  if (!permission.contains("scope") || !permission.at("scope").is_string()) return std::nullopt;
  Permission read{permission.at("scope"), {}, {}};
  const bool good =
      read_some_names(permission, "resources", read.resources) && read_conditions(permission, read.conditions);
  return good ? std::optional(std::move(read)) : std::nullopt;
}

std::optional<Declaration> read_declaration(const json& role) {
  if (!role.is_object() || !known_members(role, {"inherits", "permissions"})) return std::nullopt;
  Declaration declaration;
  if (role.contains("inherits")) {
    auto inherits = read_names(role.at("inherits"));
    if (!inherits) return std::nullopt;
    declaration.inherits = *std::move(inherits);
  }
  for (const json& permission : role.value("permissions", json::array())) {
    auto read = read_permission(permission);
    if (!read) return std::nullopt;
    declaration.permissions.push_back(*std::move(read));
  }
  return declaration;
}

std::optional<std::string> scope_problem(const std::string& scope, const std::vector<std::string>& known) {
  if (scope == "read" || scope == "write") return std::nullopt;
  if (std::find(known.begin(), known.end(), scope) != known.end()) return std::nullopt;
  const std::vector<std::string_view> names(known.begin(), known.end());
  return "There is no scope of the name " + scope + "." + did_you_mean(scope, names);
}

// Adds up what a role inherits.
class Inheritance {
 public:
  Inheritance(const Declarations& declared, const std::map<std::string, Role, std::less<>>& known)
      : declared_(declared), known_(known) {}

  Result<std::vector<Permission>> permissions_of(const std::string& name) {
    if (const auto role = known_.find(name); role != known_.end()) return role->second.permissions();
    if (std::find(path_.begin(), path_.end(), name) != path_.end()) {
      return role_error(name, "role_cycle", "The role " + name + " inherits from itself: " + chain(name) + ".");
    }
    const Declaration& declaration = declared_.at(name);
    path_.push_back(name);
    std::vector<Permission> permissions = declaration.permissions;
    for (const std::string& parent : declaration.inherits) {
      if (!declared_.contains(parent) && !known_.contains(parent)) {
        return role_error(name, "unknown_role",
                          "The role " + name + " inherits from " + parent + ", which nobody defines.");
      }
      auto inherited = permissions_of(parent);
      if (!inherited) return inherited;
      permissions.insert(permissions.end(), inherited->begin(), inherited->end());
    }
    path_.pop_back();
    return permissions;
  }

 private:
  [[nodiscard]] std::string chain(const std::string& name) const {
    std::string text;
    for (auto step = std::find(path_.begin(), path_.end(), name); step != path_.end(); ++step) text += *step + " > ";
    return text + name;
  }

  const Declarations& declared_;
  const std::map<std::string, Role, std::less<>>& known_;
  std::vector<std::string> path_;
};

Result<Declarations> read_declarations(std::string_view text, const std::vector<std::string>& known_scopes) {
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object() || !known_members(document, {"roles"}) || !document.contains("roles") ||
      !document.at("roles").is_object()) {
    return role_error("roles", "invalid_roles",
                      R"(Roles are JSON of the form {"roles": {"name": {"inherits": […], "permissions": […]}}}.)");
  }
  Declarations declarations;
  for (const auto& [name, role] : document.at("roles").items()) {
    auto declaration = read_declaration(role);
    if (!declaration) {
      return role_error(name, "invalid_roles",
                        "The role " + name +
                            " is not of the form {\"inherits\": [names of roles], \"permissions\": [scopes, or "
                            "{\"scope\": …, \"resources\": [patterns, one at least], \"conditions\": "
                            "{\"environments\": […], \"not_before\": time, \"not_after\": time}}]}.");
    }
    for (const Permission& permission : declaration->permissions) {
      if (auto problem = scope_problem(permission.scope, known_scopes)) {
        return role_error(name, "unknown_scope", *std::move(problem));
      }
    }
    declarations.emplace(name, *std::move(declaration));
  }
  return declarations;
}

std::vector<Permission> all_of(const std::vector<std::string>& scopes, bool (*belongs)(std::string_view scope)) {
  std::vector<Permission> permissions;
  for (const std::string& scope : scopes) {
    if (belongs(scope)) permissions.push_back({scope, {}, {}});
  }
  return permissions;
}

template <class Counts>
ScopeSet scopes_of(const std::vector<Permission>& permissions, Counts counts) {
  std::vector<std::string> names;
  for (const Permission& permission : permissions) {
    if (counts(permission)) names.push_back(permission.scope);
  }
  return ScopeSet(std::move(names));
}

bool is_unbound(const Permission& permission) {
  const Conditions& when = permission.conditions;
  return permission.resources.empty() && when.environments.empty() && !when.not_before && !when.not_after;
}

bool is_time(const Conditions& when, const Circumstances& circumstances) {
  const auto& in = when.environments;
  if (!in.empty() && std::find(in.begin(), in.end(), circumstances.environment) == in.end()) return false;
  if (when.not_before && circumstances.now < *when.not_before) return false;
  return !when.not_after || circumstances.now <= *when.not_after;
}

bool is_place(const Permission& permission, const Circumstances& circumstances) {
  if (permission.resources.empty()) return true;
  if (!circumstances.resource) return false;
  return std::any_of(permission.resources.begin(), permission.resources.end(),
                     [&](const std::string& pattern) { return matches(pattern, *circumstances.resource); });
}

}  // namespace

Role::Role(std::string name, std::vector<Permission> permissions)
    : name_(std::move(name)),
      permissions_(std::move(permissions)),
      scopes_(scopes_of(permissions_, [](const Permission&) { return true; })),
      unbound_(scopes_of(permissions_, is_unbound)) {}

Decision Role::decide(const Requirement& requirement, const Circumstances& circumstances) const {
  const ScopeSet now =
      scopes_of(permissions_, [&](const Permission& one) { return is_time(one.conditions, circumstances); });
  const ScopeSet here = scopes_of(permissions_, [&](const Permission& one) {
    return is_time(one.conditions, circumstances) && is_place(one, circumstances);
  });
  const std::string where = circumstances.resource ? " on " + std::string(*circumstances.resource) : "";
  if (here.satisfies(requirement)) return {true, "the role " + name_ + " allows it" + where, {}};
  Decision refused{false, "", here.missing(requirement)};
  refused.reason =
      "the role " + name_ + (scopes_.satisfies(requirement) ? " has " : " lacks ") + with_commas(refused.missing);
  if (!scopes_.satisfies(requirement)) {
    refused.reason += where;
  } else if (!now.satisfies(requirement)) {
    refused.reason += ", but not now or not in this environment";
  } else {
    refused.reason += ", but not" + (where.empty() ? " for all resources" : where);
  }
  return refused;
}

RoleBook::RoleBook(std::vector<std::string> known) : known_(std::move(known)) {
  const auto reads = [](std::string_view scope) { return scope.ends_with(":read"); };
  const auto operates = [](std::string_view scope) {
    return scope.ends_with(":read") || scope.ends_with(":write") || scope.ends_with(":execute");
  };
  roles_.emplace("viewer", Role("viewer", all_of(known_, reads)));
  // All but the settings of the whole account.
  std::vector<Permission> operating = all_of(known_, operates);
  std::erase_if(operating, [](const Permission& permission) { return permission.scope == "settings:write"; });
  roles_.emplace("operator", Role("operator", std::move(operating)));
  roles_.emplace("admin", Role("admin", all_of(known_, [](std::string_view) { return true; })));
}

Result<void> RoleBook::add(std::string_view text) {
  auto declarations = read_declarations(text, known_);
  if (!declarations) return std::move(declarations).error();
  std::vector<Role> added;
  Inheritance inheritance(*declarations, roles_);
  for (const auto& [name, declaration] : *declarations) {
    if (roles_.contains(name)) {
      return role_error(name, "role_exists", "There is a role of the name " + name + " already: choose another.");
    }
    auto permissions = inheritance.permissions_of(name);
    if (!permissions) return std::move(permissions).error();
    added.emplace_back(name, *std::move(permissions));
  }
  for (Role& role : added) {
    std::string name = role.name();
    roles_.emplace(std::move(name), std::move(role));
  }
  return {};
}

Result<const Role*> RoleBook::find(std::string_view name) const {
  const auto role = roles_.find(name);
  if (role != roles_.end()) return &role->second;
  std::vector<std::string_view> names;
  for (const auto& [known, entry] : roles_) names.emplace_back(known);
  return validation_error("role", "unknown_role", "There is no role of that name." + did_you_mean(name, names));
}

bool matches(std::string_view pattern, std::string_view text) noexcept {
  // Goes back to the last `*` only: linear in practice, quadratic at worst.
  std::size_t star = std::string_view::npos;
  std::size_t after = 0;
  std::size_t p = 0;
  std::size_t t = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++after;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Result<void> check_narrowing(const Role& role, const ScopeSet& granted) {
  std::string lacking;
  for (const std::string& scope : role.scopes().names()) {
    if (!granted.has(scope)) lacking += (lacking.empty() ? "" : ", ") + scope;
  }
  if (lacking.empty()) return {};
  Error error = make_error(ErrorCode::permission, "The role " + role.name() + " needs " + lacking +
                                                      ", which was not granted: a role only takes away.");
  error.field = "role";
  error.rule = "role_widening";
  return error;
}

}  // namespace cfy::privilege
