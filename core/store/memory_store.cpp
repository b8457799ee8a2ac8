#include "store/memory_store.hpp"

namespace cfy::store {
Result<std::optional<Entry>> MemoryStore::get(std::string_view key) {
  const std::scoped_lock lock(mutex_);
  return contents_.get(key);
}

Result<std::uint64_t> MemoryStore::put(std::string_view key, const secrets::Secret& value, const Condition& condition) {
  const std::scoped_lock lock(mutex_);
  return contents_.put(key, value, condition);
}

Result<bool> MemoryStore::remove(std::string_view key, const Condition& condition) {
  const std::scoped_lock lock(mutex_);
  return contents_.remove(key, condition);
}

Result<std::vector<std::string>> MemoryStore::keys(std::string_view prefix) {
  const std::scoped_lock lock(mutex_);
  return contents_.keys(prefix);
}

Result<std::optional<Lease>> MemoryStore::acquire(std::string_view name, std::chrono::milliseconds lifetime) {
  const std::scoped_lock lock(mutex_);
  return contents_.acquire(name, lifetime, Contents::now());
}

Result<void> MemoryStore::renew(const Lease& lease, std::chrono::milliseconds lifetime) {
  const std::scoped_lock lock(mutex_);
  return contents_.renew(lease, lifetime, Contents::now());
}

Result<void> MemoryStore::release(const Lease& lease) {
  const std::scoped_lock lock(mutex_);
  contents_.release(lease);
  return {};
}

}  // namespace cfy::store
