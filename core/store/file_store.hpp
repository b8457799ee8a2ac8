#pragma once

#include "store/sealed_store.hpp"

namespace cfy::store {

// One encrypted file, for all processes of a host. It is written whole, under another name, and renamed after fsync: a
// process that dies at any point leaves the old state or the new one. Changes are made one at a time, under a lock that
// the system takes back from a dead process; reading needs no lock.
//
// Errors of every operation, beside those of SealedStore (configuration, field = the path): store_file (can't be read or
// written), file_mode and file_owner (open to others), store_busy (the lock was held for 10 s).
class FileStore final : public SealedStore {
 public:
  // Touches nothing: a file that is not there is an empty store, and is made by the first change.
  FileStore(std::string path, StoreKey key) : SealedStore(std::move(path), std::move(key)) {}

 private:
  Result<Present> read() override;
  Result<void> replace(const Change& change) override;
};

}  // namespace cfy::store
