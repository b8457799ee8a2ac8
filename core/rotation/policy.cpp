#include "rotation/policy.hpp"

#include <algorithm>
#include <array>

namespace cfy::rotation {

std::string_view health_name(Health health) noexcept {
  constexpr std::array<std::string_view, 4> kNames = {"fresh", "aging", "due", "unhealthy"};
  return kNames[static_cast<std::size_t>(health)];
}

Result<void> Policy::check() const {
  constexpr Policy kLoosest{};
  const bool ordered = warn.count() > 0 && warn <= due && due <= unhealthy;
  if (ordered && warn <= kLoosest.warn && due <= kLoosest.due && unhealthy <= kLoosest.unhealthy) return {};
  return validation_error(
      "rotation_policy", "rotation_policy",
      "A policy of rotation warns by day 30, is due by day 45 and unhealthy by day 60, in this order: "
      "each can be made earlier, none later.");
}

Health Policy::health(std::chrono::system_clock::time_point made,
                      std::chrono::system_clock::time_point now) const noexcept {
  const std::chrono::days age = age_of(made, now);
  if (age >= unhealthy) return Health::unhealthy;
  if (age >= due) return Health::due;
  return age >= warn ? Health::aging : Health::fresh;
}

std::chrono::days age_of(std::chrono::system_clock::time_point made,
                         std::chrono::system_clock::time_point now) noexcept {
  return std::max(std::chrono::floor<std::chrono::days>(now - made), std::chrono::days(0));
}

}  // namespace cfy::rotation
