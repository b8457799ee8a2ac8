#include "sandbox/oauth/realm.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "sandbox/oauth/answer.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names;
  for (const std::string_view name : split(text, ' ')) {
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.emplace_back(name);
  }
  return names;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

}  // namespace

Realm::Realm(Database& database_, const Clock& clock_, const RealmOptions& options, oauth::Signer signer_)
    : database(database_),
      clock(clock_),
      origin(options.origin),
      issuer(options.origin + "/oauth"),
      api(options.origin + options.api_path),
      scopes(options.api_scopes),
      token_lifetime(options.token_lifetime),
      signer(std::move(signer_)),
      clients(database_),
      tickets(database_, clock_),
      tokens(database_, clock_),
      dpop(tickets, clock_) {
  scopes.insert({"openid", "profile", "email", "offline_access"});
}

std::int64_t Realm::now() const { return std::chrono::system_clock::to_time_t(clock.wall_now()); }

ScopeSet scopes_meant(const Realm& realm, std::string_view scope) {
  auto meant = expand_scopes(names_in(scope), realm.scopes);
  return meant ? *std::move(meant) : ScopeSet();
}

Result<std::string> narrowed_scope(const Realm& realm, std::string_view asked, std::string_view most) {
  const std::vector<std::string> names = names_in(asked);
  if (names.empty()) return oauth_refusal("invalid_scope", "Name the scopes that are needed in the parameter scope.");
  const auto wanted = expand_scopes(names, realm.scopes);
  if (!wanted) return oauth_refusal("invalid_scope", "There is no scope of one of these names.");
  const ScopeSet limit = scopes_meant(realm, most);
  const auto beyond = std::ranges::find_if(*wanted, [&](const std::string& scope) { return !limit.contains(scope); });
  if (beyond != wanted->end())
    return oauth_refusal("invalid_scope", "The scope " + *beyond + " is not to be had here.");
  return joined(names);
}

std::string all_resources(const Realm& realm) { return realm.api + ' ' + realm.issuer; }

Result<std::string> narrowed_resource(const std::vector<std::string>& asked, std::string_view most) {
  if (asked.empty()) return std::string(most);
  const std::vector<std::string> limit = names_in(most);
  const bool within = std::ranges::all_of(
      asked, [&](const std::string& name) { return std::ranges::find(limit, name) != limit.end(); });
  if (!within) return oauth_refusal("invalid_target", "The resource is not one that tokens can be had for here.");
  return joined(asked);
}

}  // namespace cfy::sandbox
