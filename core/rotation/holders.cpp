#include "rotation/holders.hpp"

namespace cfy::rotation {

Result<void> Holders::report(const std::string& holder, const std::string& digest) {
  const auto value = secrets::Secret::copy_of(digest);
  if (!value) return value.error();
  const auto written = store_.put(prefix_ + holder, *value, {});
  if (!written) return written.error();
  return {};
}

Result<void> Holders::forget(const std::string& holder) {
  const auto removed = store_.remove(prefix_ + holder, {});
  if (!removed) return removed.error();
  return {};
}

Result<bool> Holders::all_use(const std::string& digest) const {
  const auto holders = store_.keys(prefix_);
  if (!holders) return holders.error();
  for (const std::string& holder : *holders) {
    const auto entry = store_.get(holder);
    if (!entry) return entry.error();
    if (*entry && (*entry)->value.reveal() != digest) return false;
  }
  return !holders->empty();
}

}  // namespace cfy::rotation
