#include "sandbox/state_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

namespace cfy::sandbox {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

Error cannot_write(const std::string& path, int reason) {
  return configuration_error("state_file", "The sandbox cannot write " + path + " (" + std::strerror(reason) +
                                               "); choose another state file with CONNECTIFY_SANDBOX_FILE.");
}

// The XDG base directory specification asks for 0700, of the missing folders above too.
bool make_private_folders(const fs::path& folder) {
  if (folder.empty() || fs::is_directory(folder)) return true;
  if (!make_private_folders(folder.parent_path())) return false;
  return ::mkdir(folder.c_str(), S_IRWXU) == 0 || errno == EEXIST;
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Result<void> write_atomically(const std::string& path, std::string_view text) {
  std::string temporary = path + ".XXXXXX";
  const int file = ::mkostemp(temporary.data(), O_CLOEXEC);  // makes it with 0600
  if (file < 0) return cannot_write(path, errno);
  bool written = write_all(file, text);
  written = ::close(file) == 0 && written;
  if (written && ::rename(temporary.c_str(), path.c_str()) == 0) return {};
  const int reason = errno;
  ::unlink(temporary.c_str());
  return cannot_write(path, reason);
}

std::string running_pid(const std::string& path) {
  std::ifstream file(path);
  const auto state = nlohmann::json::parse(file, nullptr, false);
  if (!state.is_object() || !state.contains("pid")) return {};
  return " (process " + state["pid"].dump() + ")";
}

Error already_running(const std::string& path) {
  return configuration_error(
      "state_file",
      "A sandbox is running already" + running_pid(path) + " on " + path +
          "; use that one, stop it, or start this one with another state file (CONNECTIFY_SANDBOX_FILE=FILE).");
}

}  // namespace

Result<std::string> default_state_file() {
  if (std::string path = environment("CONNECTIFY_SANDBOX_FILE"); !path.empty()) return path;
  // A relative path in it is invalid and to be passed over, says the specification.
  if (std::string state = environment("XDG_STATE_HOME"); state.starts_with('/'))
    return state + "/connectify/sandbox.json";
  if (std::string home = environment("HOME"); !home.empty()) return home + "/.local/state/connectify/sandbox.json";
  return configuration_error("state_file",
                             "HOME is not set; say where the state file goes with CONNECTIFY_SANDBOX_FILE.");
}

Result<StateFile> StateFile::claim(std::string path) {
  path = fs::absolute(path).lexically_normal().string();
  if (!make_private_folders(fs::path(path).parent_path())) return cannot_write(path, errno);
  const int lock = ::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (lock < 0) return cannot_write(path, errno);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    ::close(lock);
    return reason == EWOULDBLOCK ? already_running(path) : cannot_write(path, reason);
  }
  return StateFile(std::move(path), lock);
}

StateFile::StateFile(std::string path, int lock)
    : path_(std::move(path)), ca_path_(fs::path(path_).replace_extension().string() + "-ca.pem"), lock_(lock) {}

StateFile::StateFile(StateFile&& other) noexcept
    : path_(std::move(other.path_)), ca_path_(std::move(other.ca_path_)), lock_(std::exchange(other.lock_, -1)) {}

Result<void> StateFile::write_state(const nlohmann::json& state) const {
  return write_atomically(path_, state.dump(2) + "\n");
}

Result<void> StateFile::write_ca(std::string_view pem) const { return write_atomically(ca_path_, pem); }

void StateFile::release() noexcept {
  if (lock_ < 0) return;
  ::unlink(path_.c_str());
  ::unlink(ca_path_.c_str());
  ::close(std::exchange(lock_, -1));  // the lock file stays: another sandbox may be waiting on it by name
}

}  // namespace cfy::sandbox
