#include "store/file_store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

#include "base/descriptor.hpp"
#include "secrets/private_file.hpp"
#include "store/durable_file.hpp"

namespace cfy::store {
namespace {

constexpr std::size_t kLargestFile = std::size_t{64} << 20U;
constexpr std::chrono::seconds kPatience{10};
constexpr std::chrono::milliseconds kPause{2};

Error store_error(const std::string& path, std::string rule, std::string message) {
  Error error = configuration_error(path, std::move(message));
  error.rule = std::move(rule);
  return error;
}

Error file_error(const std::string& path, const char* what) {
  return store_error(path, "store_file", path + std::string(what) + std::generic_category().message(errno) + ".");
}

// The lock is a file of its own, since the store's is replaced. Held until the descriptor is closed.
Result<Descriptor> lock_beside(const std::string& path) {
  const std::string name = path + ".lock";
  Descriptor file(open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (file.number() < 0) return file_error(name, " can't be opened: ");
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return file_error(name, " can't be locked: ");
    if (std::chrono::steady_clock::now() > deadline) {
      return store_error(path, "store_busy",
                         path + " has been locked by another process for 10 seconds: is one stopped or hung?");
    }
    std::this_thread::sleep_for(kPause);
  }
  return file;
}

}  // namespace

Result<FileStore::Present> FileStore::read() {
  auto sealed = secrets::read_private_file(place(), kLargestFile);
  if (!sealed && sealed.error().rule != "missing_file") return std::move(sealed).error();
  return Present{sealed ? std::optional(std::string(sealed->view())) : std::nullopt, Contents::now()};
}

Result<void> FileStore::replace(const Change& change) {
  const auto lock = lock_beside(place());
  if (!lock) return lock.error();
  const auto present = read();
  if (!present) return present.error();
  const auto box = change(*present);
  if (!box) return box.error();
  return replace_file(place(), *box);
}

}  // namespace cfy::store
