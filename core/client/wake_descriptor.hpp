#pragma once

#include "base/result.hpp"

namespace cfy::client {

// A descriptor that event loops watch: readable while it is raised. Made when it is first asked for. Whoever owns it
// calls everything under one lock, together with what it tells, so that no wake-up can be lost.
class WakeDescriptor {
 public:
  WakeDescriptor() = default;
  ~WakeDescriptor();
  WakeDescriptor(const WakeDescriptor&) = delete;
  WakeDescriptor& operator=(const WakeDescriptor&) = delete;

  void raise() noexcept;
  void lower() noexcept;
  // Fails (internal) when the process has none left.
  Result<int> get();
  // In a child made by fork(): the counter is shared with the parent, and must not be touched from here.
  void abandon() noexcept;

 private:
  bool raised_ = false;
  int descriptor_ = -1;
};

}  // namespace cfy::client
