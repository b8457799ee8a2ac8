#include "store/durable_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "base/descriptor.hpp"

namespace cfy::store {
namespace {

Error file_error(const std::string& path) {
  Error error = configuration_error(path, path + " can't be written: " + std::generic_category().message(errno) + ".");
  error.rule = "store_file";
  return error;
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// So that a new name, or its end, outlives a loss of power.
bool sync_folder(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const Descriptor handle(open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return handle.number() >= 0 && fsync(handle.number()) == 0;
}

// The owner and the mode of what is replaced: the program that reads it may be another user's.
bool take_after(int file, const std::string& path) {
  struct stat old {};
  if (stat(path.c_str(), &old) != 0) return errno == ENOENT;
  struct stat fresh {};
  if (fstat(file, &fresh) != 0) return false;
  if ((fresh.st_uid != old.st_uid || fresh.st_gid != old.st_gid) && fchown(file, old.st_uid, old.st_gid) != 0) {
    return false;
  }
  return fchmod(file, old.st_mode & 07777U) == 0;
}

std::string behind_links(const std::string& path) {
  std::error_code problem;
  const auto real = std::filesystem::canonical(path, problem);
  return problem ? path : real.string();
}

}  // namespace

Result<void> replace_file(const std::string& path, std::string_view text) {
  const std::string real = behind_links(path);
  const std::string fresh = real + ".new";
  {
    const Descriptor file(
        open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (file.number() < 0) return file_error(fresh);
    if (!take_after(file.number(), real) || !write_all(file.number(), text) || fsync(file.number()) != 0) {
      Error error = file_error(fresh);
      unlink(fresh.c_str());  // a part of a secret is no use to anybody
      return error;
    }
  }
  if (std::rename(fresh.c_str(), real.c_str()) != 0 || !sync_folder(real)) return file_error(path);
  return {};
}

Result<void> remove_file(const std::string& path) {
  if (unlink(path.c_str()) != 0) return errno == ENOENT ? Result<void>() : file_error(path);
  if (!sync_folder(path)) return file_error(path);
  return {};
}

}  // namespace cfy::store
