#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>

namespace cfy::tls {

// What tells that a file is still the one that was read.
struct FileStamp {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  time_t seconds = 0;
  std::int64_t nanoseconds = 0;

  bool operator==(const FileStamp&) const = default;

  // All zeros where there is no file.
  static FileStamp of(const std::string& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) return {};
    return {status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
  }
};

}  // namespace cfy::tls
