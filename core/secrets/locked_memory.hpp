#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace cfy::secrets {

// Pages of their own for what is derived from secrets: locked in memory as far as the system's limit (RLIMIT_MEMLOCK)
// goes, left out of core dumps, wiped when they are given back. Past the limit they are used unlocked: a redactor that
// knows a secret is worth more than none. The lock does not reach the child of a fork; wiping does.
void* locked_allocate(std::size_t bytes);  // throws std::bad_alloc
void locked_free(void* memory, std::size_t bytes) noexcept;

// For few and large containers: each allocation is a mapping.
template <class T>
struct LockedAllocator {
  using value_type = T;
  LockedAllocator() noexcept = default;
  template <class U>
  explicit LockedAllocator(const LockedAllocator<U>&) noexcept {}
  T* allocate(std::size_t count) {
    if (count > static_cast<std::size_t>(-1) / sizeof(T)) throw std::bad_alloc();
    return static_cast<T*>(locked_allocate(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) noexcept { locked_free(memory, count * sizeof(T)); }
  bool operator==(const LockedAllocator&) const noexcept { return true; }
};

template <class T>
using LockedVector = std::vector<T, LockedAllocator<T>>;

}  // namespace cfy::secrets
