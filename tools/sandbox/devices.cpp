#include "sandbox/devices.hpp"

#include <nlohmann/json.hpp>

namespace cfy::sandbox {
namespace {

Device read(const Query& row) {
  Device device;
  device.id = row.text(0);
  device.name = row.text(1);
  device.type = row.text(2);
  device.status = row.text(3);
  device.capabilities = nlohmann::json::parse(row.text(4)).get<std::vector<std::string>>();
  if (!row.is_null(5)) device.last_active = row.text(5);
  return device;
}

void bind_fields(Query& query, const Device& device) {
  query.bind(device.name).bind(device.type).bind(device.status).bind(nlohmann::json(device.capabilities).dump());
  if (device.last_active) {
    query.bind(*device.last_active);
  } else {
    query.bind_null();
  }
}

}  // namespace

std::vector<Device> DeviceStore::page(std::int64_t limit, std::int64_t offset) {
  auto rows = database_.query(
      "SELECT id, name, type, status, capabilities, last_active FROM devices ORDER BY sequence LIMIT ? OFFSET ?");
  rows.bind(limit).bind(offset);
  std::vector<Device> devices;
  while (rows.next()) devices.push_back(read(rows));
  return devices;
}

std::int64_t DeviceStore::count() {
  auto row = database_.query("SELECT count(*) FROM devices");
  row.next();
  return row.integer(0);
}

std::optional<Device> DeviceStore::find(std::string_view id) {
  auto row = database_.query("SELECT id, name, type, status, capabilities, last_active FROM devices WHERE id = ?");
  if (!row.bind(id).next()) return std::nullopt;
  return read(row);
}

void DeviceStore::insert(const Device& device) {
  auto query = database_.query(
      "INSERT INTO devices (id, name, type, status, capabilities, last_active) VALUES (?, ?, ?, ?, ?, ?)");
  query.bind(device.id);
  bind_fields(query, device);
  query.run();
}

void DeviceStore::update(const Device& device) {
  auto query = database_.query(
      "UPDATE devices SET name = ?, type = ?, status = ?, capabilities = ?, last_active = ? WHERE id = ?");
  bind_fields(query, device);
  query.bind(device.id).run();
}

bool DeviceStore::remove(std::string_view id) {
  return database_.query("DELETE FROM devices WHERE id = ? RETURNING id").bind(id).next();
}

}  // namespace cfy::sandbox
