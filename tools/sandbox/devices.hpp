#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/database.hpp"

namespace cfy::sandbox {

struct Device {
  std::string id;
  std::string name;
  std::string type;
  std::string status;
  std::vector<std::string> capabilities;
  std::optional<std::string> last_active;  // RFC 3339
};

// The devices in the database, in the order in which they were registered. Throws DatabaseError.
class DeviceStore {
 public:
  explicit DeviceStore(Database& database) noexcept : database_(database) {}

  std::vector<Device> page(std::int64_t limit, std::int64_t offset);
  std::int64_t count();
  std::optional<Device> find(std::string_view id);
  void insert(const Device& device);
  void update(const Device& device);  // all but the id
  bool remove(std::string_view id);   // whether there was one

  // Devices `dev_0001`, `dev_0002`, …, the same ones at every start.
  void seed(std::size_t count);

 private:
  Database& database_;
};

}  // namespace cfy::sandbox
