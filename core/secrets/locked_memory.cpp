#include "secrets/locked_memory.hpp"

#include <sys/mman.h>

#include "secrets/secret.hpp"

namespace cfy::secrets {

void* locked_allocate(std::size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  // Both before anything is in there; a refusal of the lock is the limit that the header speaks of.
  static_cast<void>(mlock(memory, bytes));
  static_cast<void>(madvise(memory, bytes, MADV_DONTDUMP));
  return memory;
}

void locked_free(void* memory, std::size_t bytes) noexcept {
  wipe(memory, bytes);
  munmap(memory, bytes);
}

}  // namespace cfy::secrets
