#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "tls/file_stamp.hpp"
#include "tls/openssl.hpp"

namespace cfy::tls {

// The revocation lists in a file, read again when it changes. While it cannot be read the last lists are used: they
// expire by themselves.
class CrlFile {
 public:
  using Lists = std::shared_ptr<const std::vector<Crl>>;

  // Fails with tls, field `crl_file`.
  static Result<std::shared_ptr<CrlFile>> load(std::string path);

  Lists lists();

 private:
  explicit CrlFile(std::string path) : path_(std::move(path)) {}
  Result<Lists> read() const;

  const std::string path_;
  std::mutex mutex_;
  Lists lists_;      // guarded by mutex_
  FileStamp stamp_;  // guarded by mutex_
};

}  // namespace cfy::tls
