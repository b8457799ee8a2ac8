#include "sandbox/envelope.hpp"
#include "sandbox/oauth/grants.hpp"
#include "sandbox/records.hpp"
#include "sandbox/routes.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr const char* kOwner = "usr_0001";
constexpr const char* kAccount = "account";

Reply find_user(Database& database, std::string_view id) {
  const auto user = RecordStore(database, "users").find(id);
  return user ? success(200, *user) : no_such("user");
}

Reply set_roles(Database& database, const Call& call) {
  RecordStore store(database, "users");
  auto user = store.find(id_of(call));
  if (!user) return no_such("user");
  (*user)["roles"] = call.body.at("roles");
  store.update(id_of(call), *user);
  return success(200, *user);
}

// A merge: null takes a setting away (RFC 7396).
Reply update_settings(Database& database, const Clock& clock, const Call& call) {
  RecordStore store(database, "settings");
  json settings = store.find(kAccount).value();
  settings["values"].merge_patch(call.body.at("values"));
  settings["updated_at"] = rfc3339(clock.wall_now());
  store.update(kAccount, settings);
  return success(200, settings);
}

json user(const char* id, const char* email, const char* name, const char* role) {
  return {{"id", id},
          {"email", email},
          {"name", name},
          {"roles", json::array({role})},
          {"created_at", "2025-06-01T12:00:00Z"}};
}

json automation() {
  const json condition = {{"field", "temperature"}, {"operator", "greater_than"}, {"value", 25}};
  const json action = {{"type", "device.command"}, {"device_id", "dev_0002"}, {"parameters", {{"switch", "on"}}}};
  return {{"id", "aut_0001"},
          {"name", "Cool down"},
          {"enabled", true},
          {"trigger", {{"event_type", "device.updated"}, {"conditions", json::array({condition})}}},
          {"actions", json::array({action})},
          {"created_at", "2025-06-01T12:00:00Z"},
          {"last_run_at", nullptr}};
}

json webhook() {
  return {{"id", "wh_0001"},
          {"url", "https://hooks.example.com/connectify"},
          {"events", json::array({"device.connected"})},
          {"created_at", "2025-06-01T12:00:00Z"}};
}

json grant(const char* id, const char* subject, const char* scope) {
  return {{"id", id},
          {"subject", subject},
          {"scopes", json::array({scope})},
          {"granted_at", "2025-06-01T12:00:00Z"},
          {"last_used_at", nullptr}};
}

}  // namespace

void seed_account(Database& database) {
  Database::Transaction transaction(database);
  RecordStore users(database, "users");
  users.insert(kOwner, user(kOwner, "ada@example.com", "Ada", "admin"));
  users.insert("usr_0002", user("usr_0002", "grace@example.com", "Grace", "operator"));
  users.insert("usr_0003", user("usr_0003", "zoe@example.com", "Zoë 🌿", "viewer"));
  RecordStore grants(database, "grants");
  grants.insert("grt_0001", grant("grt_0001", kOwner, "devices:read"));
  grants.insert("grt_0002", grant("grt_0002", "usr_0002", "events:read"));
  RecordStore(database, "automations").insert("aut_0001", automation());
  RecordStore(database, "webhooks").insert("wh_0001", webhook());
  RecordStore(database, "settings")
      .insert(kAccount, {{"values", {{"timezone", "UTC"}, {"notifications", true}}}, {"updated_at", nullptr}});
  transaction.commit();
}

void add_account_routes(HandlerTable& handlers, Database& database, const Clock& clock) {
  handlers["users.list"] = [&](const Call& call) { return RecordStore(database, "users").page(call); };
  handlers["users.me"] = [&](const Call& call) { return find_user(database, call.principal.subject); };
  handlers["users.get"] = [&](const Call& call) { return find_user(database, id_of(call)); };
  handlers["users.set_roles"] = [&](const Call& call) { return set_roles(database, call); };
  handlers["settings.get"] = [&](const Call&) {
    return success(200, RecordStore(database, "settings").find(kAccount).value());
  };
  handlers["settings.update"] = [&](const Call& call) { return update_settings(database, clock, call); };
  handlers["grants.list"] = [&](const Call& call) { return RecordStore(database, "grants").page(call); };
  handlers["grants.revoke"] = [&](const Call& call) {
    if (!GrantStore(database, clock).revoke(id_of(call))) return no_such("grant");
    return success(200, {{"id", id_of(call)}, {"deleted", true}});
  };
}

}  // namespace cfy::sandbox
