#pragma once

#include <memory>
#include <mutex>

#include "store/contents.hpp"
#include "store/store_key.hpp"

namespace cfy::store {

// One encrypted file (sealed_box.hpp), for all processes of a host. It is written whole, under another name, and renamed
// after fsync: a process that dies at any point leaves the old state or the new one. Changes are made one at a time,
// under a lock that the system takes back from a dead process; reading needs no lock.
//
// Errors of every operation (configuration, field = the path): store_file (can't be read or written), file_mode and
// file_owner (open to others), store_key, store_damaged, store_busy (the lock was held for 10 s).
class FileStore final : public Store {
 public:
  // Touches nothing: a file that is not there is an empty store, and is made by the first change.
  FileStore(std::string path, StoreKey key);

  Result<std::optional<Entry>> get(std::string_view key) override;
  Result<std::uint64_t> put(std::string_view key, const secrets::Secret& value, const Condition& condition) override;
  Result<bool> remove(std::string_view key, const Condition& condition) override;
  Result<std::vector<std::string>> keys(std::string_view prefix) override;
  Result<std::optional<Lease>> acquire(std::string_view name, std::chrono::milliseconds lifetime) override;
  Result<void> renew(const Lease& lease, std::chrono::milliseconds lifetime) override;
  Result<void> release(const Lease& lease) override;

 private:
  // What the file holds, and the salt that its key is made with.
  struct Loaded {
    Contents contents;
    StoreKey::Salt salt{};
  };

  [[nodiscard]] Result<Loaded> load();
  Result<void> save(const Loaded& loaded);
  // Loads, lets `change` work on the contents, and saves what came of it, all under the lock.
  template <class Change>
  auto update(Change change) -> decltype(change(std::declval<Contents&>()));
  Result<secrets::Secret> derived(const StoreKey::Salt& salt);

  const std::string path_;
  const StoreKey key_;
  std::mutex mutex_;  // of what follows: stretching a passphrase takes long
  std::optional<std::pair<StoreKey::Salt, secrets::Secret>> derived_;
};

}  // namespace cfy::store
