#include <optional>
#include <string>
#include <vector>

#include "sandbox/envelope.hpp"
#include "sandbox/random.hpp"
#include "sandbox/records.hpp"
#include "sandbox/routes.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

json to_json(const Device& device) {
  json result = {{"id", device.id},
                 {"name", device.name},
                 {"type", device.type},
                 {"status", device.status},
                 {"capabilities", device.capabilities},
                 {"last_active", nullptr}};
  if (device.last_active) result["last_active"] = *device.last_active;
  return result;
}

Reply no_such_device() {
  return failure(404, "NOT_FOUND", "There is no device with this id; devices.list tells which there are.", "id");
}

void apply_fields(const json& fields, Device& device) {
  device.name = fields.value("name", device.name);
  device.type = fields.value("type", device.type);
  device.capabilities = fields.value("capabilities", device.capabilities);
}

Reply list_devices(Database& database, const Call& call) {
  // One transaction, so that the total fits the page.
  const Database::Transaction transaction(database);
  DeviceStore store(database);
  const json& limit = call.arguments.at("limit");
  const json& offset = call.arguments.at("offset");
  json devices = json::array();
  for (const Device& device : store.page(limit, offset)) devices.push_back(to_json(device));
  return success(200, {{"devices", std::move(devices)},
                       {"pagination", {{"limit", limit}, {"offset", offset}, {"total", store.count()}}}});
}

Reply get_device(Database& database, const Call& call) {
  const auto device = DeviceStore(database).find(id_of(call));
  return device ? success(200, to_json(*device)) : no_such_device();
}

Reply register_device(Database& database, const Call& call) {
  Device device;
  device.id = "dev_" + random_base32(12);
  device.status = "offline";
  apply_fields(call.body, device);
  DeviceStore(database).insert(device);
  return success(201, to_json(device));
}

Reply update_device(Database& database, const Call& call) {
  Database::Transaction transaction(database);
  DeviceStore store(database);
  auto device = store.find(id_of(call));
  if (!device) return no_such_device();
  apply_fields(call.body, *device);
  store.update(*device);
  transaction.commit();
  return success(200, to_json(*device));
}

Reply delete_device(Database& database, const Call& call) {
  if (!DeviceStore(database).remove(id_of(call))) return no_such_device();
  return success(200, {{"id", id_of(call)}, {"deleted", true}});
}

}  // namespace

void add_device_routes(HandlerTable& handlers, Database& database) {
  const auto add = [&](const char* operation, Reply (*handler)(Database&, const Call&)) {
    handlers[operation] = [&database, handler](const Call& call) { return handler(database, call); };
  };
  add("devices.list", list_devices);
  add("devices.get", get_device);
  add("devices.register", register_device);
  add("devices.update", update_device);
  add("devices.delete", delete_device);
}

}  // namespace cfy::sandbox
