#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cfy::secrets {

// A value that must not be seen: held on pages of its own (guard pages on both sides, locked in memory, left out of
// core dumps) and wiped when the last owner lets go. Copies share the pages. Immutable, so any thread may read it.
//
// Never add a stream operator, a conversion to string or a comparison operator: `reveal()` is the one, greppable way
// out, and `describe()` is what may be shown.
class Secret {
 public:
  // An empty secret; holds no pages.
  Secret() noexcept = default;

  // Copies `value` into guarded pages. The caller wipes its own copy. Fails (internal) when no memory can be had.
  static Result<Secret> copy_of(std::string_view value);

  // The value itself; valid while this Secret or a copy of it lives. Not zero-terminated.
  [[nodiscard]] std::string_view reveal() const noexcept;
  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }

  // `sha256:1a2b`: the first 2 bytes of the value's SHA-256, enough to tell two apart and no help in guessing. Empty for
  // an empty secret.
  [[nodiscard]] std::string fingerprint() const;

  // `Secret(****, 32 bytes, sha256:1a2b…)`.
  [[nodiscard]] std::string describe() const;

  // Compares in a time that depends on the lengths alone.
  [[nodiscard]] bool equals(const Secret& other) const noexcept;

  // Whether the pages are locked in memory; false when the system's lock limit is too low.
  [[nodiscard]] bool locked() const noexcept;

 private:
  class Pages;
  explicit Secret(std::shared_ptr<const Pages> pages) noexcept : pages_(std::move(pages)) {}

  std::shared_ptr<const Pages> pages_;
};

// Overwrites memory in a way that the compiler may not leave out.
void wipe(void* data, std::size_t size) noexcept;
void wipe(std::string& text) noexcept;  // also clears it

}  // namespace cfy::secrets
