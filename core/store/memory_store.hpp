#pragma once

#include <mutex>

#include "store/contents.hpp"

namespace cfy::store {

// Of one process, gone with it.
class MemoryStore final : public Store {
 public:
  Result<std::optional<Entry>> get(std::string_view key) override;
  Result<std::uint64_t> put(std::string_view key, const secrets::Secret& value, const Condition& condition) override;
  Result<bool> remove(std::string_view key, const Condition& condition) override;
  Result<std::vector<std::string>> keys(std::string_view prefix) override;
  Result<std::optional<Lease>> acquire(std::string_view name, std::chrono::milliseconds lifetime) override;
  Result<void> renew(const Lease& lease, std::chrono::milliseconds lifetime) override;
  Result<void> release(const Lease& lease) override;

 private:
  std::mutex mutex_;
  Contents contents_;
};

}  // namespace cfy::store
