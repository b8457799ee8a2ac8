#pragma once

#include <chrono>
#include <string_view>

#include "base/result.hpp"

namespace cfy::rotation {

// How old a credential is, in the policy's words.
enum class Health {
  fresh,      // nothing to do
  aging,      // to be renewed soon: it is warned of
  due,        // to be renewed now
  unhealthy,  // too old: no posture with it is called healthy
};
// fresh, aging, due, unhealthy.
std::string_view health_name(Health health) noexcept;

// When a credential is to be renewed. The platform's own rule is 30, 45 and 60 days; it can be tightened, and not
// loosened.
struct Policy {
  std::chrono::days warn{30};
  std::chrono::days due{45};
  std::chrono::days unhealthy{60};

  // Fails (validation, field and rule rotation_policy) unless 0 < warn <= due <= unhealthy and none is over the
  // platform's.
  [[nodiscard]] Result<void> check() const;

  // Of something made at `made`. A clock that was set back makes nothing older than new.
  [[nodiscard]] Health health(std::chrono::system_clock::time_point made,
                              std::chrono::system_clock::time_point now) const noexcept;
};

// In whole days, 0 at least.
std::chrono::days age_of(std::chrono::system_clock::time_point made,
                         std::chrono::system_clock::time_point now) noexcept;

}  // namespace cfy::rotation
