#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "store/store.hpp"

namespace cfy::rotation {

// The right to rotate one credential, of one process among all hosts that share the store. It is a lease: whoever stops
// or hangs loses it by itself. One whose process of this same host is dead is not waited for.
class Turn {
 public:
  // Fails (conflict, rule rotation_elsewhere) while another process has it.
  static Result<Turn> take(store::Store& store, const std::string& credential);

  Turn(Turn&& other) noexcept;
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  Turn& operator=(Turn&&) = delete;
  ~Turn();

  // To be called before each step; fails (conflict, rule lease_lost) where the turn has passed on meanwhile.
  Result<void> keep();
  [[nodiscard]] const store::Lease& lease() const noexcept { return *lease_; }

 private:
  Turn(store::Store& store, store::Lease lease) : store_(store), lease_(std::move(lease)) {}

  store::Store& store_;
  std::optional<store::Lease> lease_;
};

}  // namespace cfy::rotation
