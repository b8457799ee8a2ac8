#include "client/token_access.hpp"

namespace cfy::client {

std::shared_ptr<const privilege::Access> TokenAccess::of(const std::vector<std::string>& granted) {
  const std::scoped_lock lock(mutex_);
  if (!access_ || granted_ != granted) {
    access_ = std::make_shared<const privilege::Access>(roles_.with_granted(privilege::ScopeSet(granted)));
    granted_ = granted;
  }
  return access_;
}

}  // namespace cfy::client
