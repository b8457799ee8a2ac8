#include "client/login_scope.hpp"

#include <utility>

#include "client/catalog.hpp"
#include "oauth/token_answer.hpp"
#include "privilege/least_set.hpp"
#include "privilege/role.hpp"

namespace cfy::client {
namespace {

constexpr std::chrono::milliseconds kSearchTime{100};

// An error of a part, as one of the setting that named it.
Error of_setting(std::string_view setting, Error error) {
  error.code = ErrorCode::configuration;
  error.field = setting;
  error.message = std::string(setting) + ": " + error.message;
  return error;
}

Result<std::vector<privilege::Requirement>> needs_of(const Settings& settings, const Catalog& catalog) {
  std::vector<privilege::Requirement> needed;
  for (const std::string& name : settings.operations) {
    const Result<const Operation*> operation = catalog.find(name);
    if (!operation) return of_setting("operations", operation.error());
    if (!(*operation)->requirement.empty()) needed.push_back((*operation)->requirement);
  }
  if (settings.role.empty()) return needed;
  const privilege::RoleBook book(catalog.scopes());
  const auto role = book.find(settings.role);
  if (!role) return of_setting("role", role.error());
  for (const std::string& scope : (*role)->scopes().names())
    needed.push_back(privilege::Requirement{privilege::Combination{scope}});
  return needed;
}

}  // namespace

bool says_login_scope(const Settings& settings) noexcept {
  return !settings.scope.empty() || !settings.operations.empty() || !settings.role.empty();
}

Result<std::vector<std::string>> login_scope(const Settings& settings) {
  if (!settings.scope.empty()) return oauth::split_scope(settings.scope);
  const auto catalog = Catalog::embedded();
  if (!catalog) return catalog.error();
  const auto needed = needs_of(settings, **catalog);
  if (!needed) return needed.error();
  std::vector<std::string> scopes = privilege::least_set(*needed, kSearchTime).scopes;
  if (!scopes.empty() || settings.operations.empty()) return scopes;
  return configuration_error("scope",
                             "None of the declared operations needs a scope, and so no login; name in the setting "
                             "operations all that will be called.");
}

}  // namespace cfy::client
