#include <array>
#include <chrono>

#include "sandbox/devices.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

struct Kind {
  std::string_view type;
  std::array<std::string_view, 2> capabilities;
};

constexpr std::array kKinds = {
    Kind{"thermostat", {"temperature", "humidity"}},
    Kind{"light", {"switch", "brightness"}},
    Kind{"lock", {"lock", "battery"}},
    Kind{"camera", {"video", "motion"}},
    Kind{"sensor", {"motion", "battery"}},
};

// Names in several scripts, each in NFC and without a character that the profile `device_name` refuses, so that a
// client meets them with the first page. 13 and 5 have no common factor: all pairs with a kind turn up.
constexpr std::array<std::string_view, 13> kNames = {
    "Kitchen",    "Living room",  "Garage",         "Küche über Straße", "چراغ اتاق خواب",
    "寝室の照明", "Balcony 🌿",    "Entrée nord",    "Sótano pequeño",    "Теплица",
    "客厅",       "Office & Lab", "O'Brien's desk",
};

std::string number_text(std::size_t number) {
  const std::string digits = std::to_string(number);
  return digits.size() >= 4 ? digits : std::string(4 - digits.size(), '0') + digits;
}

Device seed_device(std::size_t number) {
  using namespace std::chrono;
  constexpr sys_seconds kLatest = sys_days{2025y / June / 1} + 12h;
  const Kind& kind = kKinds[number % kKinds.size()];
  Device device;
  device.id = "dev_" + number_text(number);
  device.name = std::string(kNames[number % kNames.size()]) + " " + std::to_string(number);
  device.type = kind.type;
  device.capabilities = {kind.capabilities.begin(), kind.capabilities.end()};
  device.status = number % 3 == 0 ? "offline" : "online";
  // Every seventh was never heard of.
  if (number % 7 != 0) device.last_active = rfc3339(kLatest - minutes{17} * static_cast<int>(number % 1000));
  return device;
}

}  // namespace

void DeviceStore::seed(std::size_t count) {
  Database::Transaction transaction(database_);
  for (std::size_t number = 1; number <= count; ++number) insert(seed_device(number));
  transaction.commit();
}

}  // namespace cfy::sandbox
