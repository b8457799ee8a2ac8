#include "client/wake_descriptor.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

namespace cfy::client {

WakeDescriptor::~WakeDescriptor() { abandon(); }

void WakeDescriptor::raise() noexcept {
  if (std::exchange(raised_, true) || descriptor_ < 0) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(descriptor_, &one, sizeof(one));
}

void WakeDescriptor::lower() noexcept {
  if (!std::exchange(raised_, false) || descriptor_ < 0) return;
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t taken = read(descriptor_, &count, sizeof(count));
}

Result<int> WakeDescriptor::get() {
  if (descriptor_ < 0) {
    descriptor_ = eventfd(raised_ ? 1 : 0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (descriptor_ < 0)
      return make_error(ErrorCode::internal, "This process has no file descriptor left; raise its limit.");
  }
  return descriptor_;
}

void WakeDescriptor::abandon() noexcept {
  if (descriptor_ >= 0) close(std::exchange(descriptor_, -1));
}

}  // namespace cfy::client
