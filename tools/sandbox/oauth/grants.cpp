#include "sandbox/oauth/grants.hpp"

#include <algorithm>
#include <chrono>

#include <nlohmann/json.hpp>

#include "sandbox/oauth/token_store.hpp"
#include "sandbox/records.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr const char* kGrants = "grants";

// The same for the same two, so that a later grant finds the earlier.
std::string id_of_grant(std::string_view client, std::string_view subject) {
  constexpr std::size_t kDigits = 20;
  return "grt_" + sha256_hex(std::string(client) + '\n' + std::string(subject)).substr(0, kDigits);
}

void add_names(json& scopes, std::string_view scope) {
  for (const std::string_view name : split(scope, ' ')) {
    if (!name.empty() && std::ranges::find(scopes, json(name)) == scopes.end()) scopes.push_back(name);
  }
}

}  // namespace

std::string GrantStore::add(std::string_view client, std::string_view subject, std::string_view scope) {
  Database::Transaction transaction(database_);
  RecordStore grants(database_, kGrants);
  std::string id = id_of_grant(client, subject);
  const std::string now = rfc3339(clock_.wall_now());
  if (auto earlier = grants.find(id)) {
    add_names((*earlier)["scopes"], scope);
    (*earlier)["granted_at"] = now;
    grants.update(id, *earlier);
  } else {
    json grant = {
        {"id", id}, {"subject", subject}, {"scopes", json::array()}, {"granted_at", now}, {"last_used_at", nullptr}};
    add_names(grant["scopes"], scope);
    grants.insert(id, grant, client);
  }
  transaction.commit();
  return id;
}

void GrantStore::touch(std::string_view id) {
  constexpr std::size_t kToTheMinute = 16;  // of `2025-06-01T12:00:00Z`
  RecordStore grants(database_, kGrants);
  auto grant = grants.find(id);
  if (!grant) return;
  const std::string now = rfc3339(clock_.wall_now());
  json& last = (*grant)["last_used_at"];
  if (last.is_string() && last.get_ref<const std::string&>().substr(0, kToTheMinute) == now.substr(0, kToTheMinute))
    return;
  last = now;
  grants.update(id, *grant);
}

bool GrantStore::revoke(std::string_view id) {
  Database::Transaction transaction(database_);
  const bool found = RecordStore(database_, kGrants).remove(id);
  TokenStore(database_, clock_).revoke_grant(id);
  transaction.commit();
  return found;
}

}  // namespace cfy::sandbox
