#include "secrets/private_file.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <iomanip>
#include <sstream>
#include <system_error>
#include <utility>

#include "base/descriptor.hpp"
#include "secrets/secret.hpp"

namespace cfy::secrets {
namespace {

constexpr mode_t kOthersBits = S_IRWXG | S_IRWXO;
constexpr mode_t kWriteBits = S_IWUSR | S_IWGRP | S_IWOTH;
constexpr mode_t kPermissionBits = 07777;

Error file_error(const std::string& path, std::string rule, std::string message) {
  Error error = configuration_error(path, std::move(message));
  error.rule = std::move(rule);
  return error;
}

Error unreadable(const std::string& path, int reason) {
  return file_error(path, "unreadable_file", path + " can't be read: " + std::generic_category().message(reason) + ".");
}

// How Docker and Kubernetes mount secrets: readable by all inside the container, and not to be changed by anyone.
bool is_mounted_secret(int descriptor, mode_t mode) noexcept {
  struct statvfs mount {};
  if (fstatvfs(descriptor, &mount) == 0 && (mount.f_flag & ST_RDONLY) != 0) return true;
  struct statfs system {};
  if (fstatfs(descriptor, &system) != 0) return false;
  return (system.f_type == TMPFS_MAGIC || system.f_type == RAMFS_MAGIC) && (mode & kWriteBits) == 0;
}

std::optional<Error> find_exposure(const std::string& path, int descriptor, const struct stat& status) {
  if (status.st_uid != geteuid() && status.st_uid != 0) {
    return file_error(path, "file_owner",
                      path + " belongs to another user, who can read and change it: make it your own with `chown`.");
  }
  if ((status.st_mode & kOthersBits) == 0 || is_mounted_secret(descriptor, status.st_mode)) return std::nullopt;
  std::ostringstream message;
  message << path << " is open to other users (mode " << std::oct << std::setfill('0') << std::setw(4)
          << (status.st_mode & kPermissionBits) << "): run `chmod 600 " << path << "`.";
  return file_error(path, "file_mode", message.str());
}

// Reads to the end, or until the buffer is full.
Result<std::size_t> read_all(int descriptor, std::string& buffer, const std::string& path) {
  std::size_t length = 0;
  while (length < buffer.size()) {
    const ssize_t count = read(descriptor, buffer.data() + length, buffer.size() - length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unreadable(path, errno);
    if (count == 0) break;
    length += static_cast<std::size_t>(count);
  }
  return length;
}

}  // namespace

PrivateText::PrivateText(PrivateText&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }

PrivateText& PrivateText::operator=(PrivateText&& other) noexcept {
  if (this != &other) {
    wipe(text_);
    text_ = std::move(other.text_);
    wipe(other.text_);  // a short text was copied, not moved
  }
  return *this;
}

PrivateText::~PrivateText() { wipe(text_); }

Result<PrivateFile> open_private_file(const std::string& path, std::size_t limit) {
  // Without O_NONBLOCK a named pipe of that name would hang the caller.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.number() < 0 && (errno == ENOENT || errno == ENOTDIR)) {
    return file_error(path, "missing_file", path + " does not exist: check the path.");
  }
  if (file.number() < 0) return unreadable(path, errno);

  struct stat status {};
  if (fstat(file.number(), &status) != 0) return unreadable(path, errno);
  if (!S_ISREG(status.st_mode)) return file_error(path, "not_a_file", path + " is not a regular file.");
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > limit) {
    return file_error(path, "file_size", path + " is larger than " + std::to_string(limit) + " bytes.");
  }

  // One allocation, so that growing leaves no copy behind; one byte more tells a file that has grown since.
  std::string buffer(size + 1, '\0');
  const auto length = read_all(file.number(), buffer, path);
  if (!length || *length > size) {
    wipe(buffer);
    if (!length) return length.error();
    return file_error(path, "unreadable_file", path + " changed while it was read: try again.");
  }
  buffer.resize(*length);
  return PrivateFile{PrivateText(std::move(buffer)), find_exposure(path, file.number(), status),
                     std::chrono::system_clock::from_time_t(status.st_mtime)};
}

Result<PrivateText> read_private_file(const std::string& path, std::size_t limit) {
  auto file = open_private_file(path, limit);
  if (!file) return std::move(file).error();
  if (file->exposure) return *std::move(file->exposure);
  return std::move(file->text);
}

std::string_view without_line_end(std::string_view text) noexcept {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace cfy::secrets
