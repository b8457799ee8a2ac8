#include "store/file_store.hpp"

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

#include "base/descriptor.hpp"
#include "secrets/private_file.hpp"
#include "store/durable_file.hpp"
#include "store/sealed_box.hpp"

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

// Of a box, as the error of a file.
Error with_path(Error error, const std::string& path) {
  if (error.code == ErrorCode::configuration) {
    error.field = path;
    error.message = path + ": " + error.message;
  }
  return error;
}

}  // namespace

FileStore::FileStore(std::string path, StoreKey key) : path_(std::move(path)), key_(std::move(key)) {}

Result<secrets::Secret> FileStore::derived(const StoreKey::Salt& salt) {
  const std::scoped_lock lock(mutex_);
  if (!derived_ || derived_->first != salt) {
    auto key = key_.derive(salt);
    if (!key) return key;
    derived_.emplace(salt, *std::move(key));
  }
  return derived_->second;
}

Result<FileStore::Loaded> FileStore::load() {
  auto sealed = secrets::read_private_file(path_, kLargestFile);
  Loaded loaded;
  if (!sealed && sealed.error().rule == "missing_file") {
    if (RAND_bytes(loaded.salt.data(), static_cast<int>(loaded.salt.size())) != 1) {
      return make_error(ErrorCode::internal, "No random bytes can be had.");
    }
    return loaded;
  }
  if (!sealed) return std::move(sealed).error();
  const auto header = read_header(sealed->view());
  if (!header) return with_path(header.error(), path_);
  if (header->passphrase != key_.is_passphrase()) {
    return store_error(
        path_, "store_key",
        path_ + (header->passphrase ? " was made with a passphrase: give that." : " was made with a key: give that."));
  }
  const auto key = derived(header->salt);
  if (!key) return key.error();
  const auto text = open_sealed(sealed->view(), *key);
  if (!text) return with_path(text.error(), path_);
  auto contents = Contents::deserialize(text->view());
  if (!contents) return store_error(path_, "store_damaged", path_ + " holds what no version has written.");
  loaded.contents = *std::move(contents);
  loaded.salt = header->salt;
  return loaded;
}

Result<void> FileStore::save(const Loaded& loaded) {
  const auto key = derived(loaded.salt);
  if (!key) return key.error();
  const auto sealed = seal(loaded.contents.serialize().view(), *key, loaded.salt, key_.is_passphrase());
  if (!sealed) return sealed.error();
  return replace_file(path_, *sealed);
}

template <class Change>
auto FileStore::update(Change change) -> decltype(change(std::declval<Contents&>())) {
  const auto lock = lock_beside(path_);
  if (!lock) return lock.error();
  auto loaded = load();
  if (!loaded) return std::move(loaded).error();
  auto answer = change(loaded->contents);
  if (!answer) return answer;
  if (auto saved = save(*loaded); !saved) return std::move(saved).error();
  return answer;
}

Result<std::optional<Entry>> FileStore::get(std::string_view key) {
  const auto loaded = load();
  if (!loaded) return loaded.error();
  return loaded->contents.get(key);
}

Result<std::uint64_t> FileStore::put(std::string_view key, const secrets::Secret& value, const Condition& condition) {
  return update([&](Contents& contents) { return contents.put(key, value, condition); });
}

Result<bool> FileStore::remove(std::string_view key, const Condition& condition) {
  return update([&](Contents& contents) { return contents.remove(key, condition); });
}

Result<std::vector<std::string>> FileStore::keys(std::string_view prefix) {
  const auto loaded = load();
  if (!loaded) return loaded.error();
  return loaded->contents.keys(prefix);
}

Result<std::optional<Lease>> FileStore::acquire(std::string_view name, std::chrono::milliseconds lifetime) {
  // Who waits for a lease asks often: without the lock, and without writing.
  const auto before = load();
  if (!before) return before.error();
  if (before->contents.held(name, Contents::now())) return std::optional<Lease>();
  return update([&](Contents& contents) -> Result<std::optional<Lease>> {
    return contents.acquire(name, lifetime, Contents::now());
  });
}

Result<void> FileStore::renew(const Lease& lease, std::chrono::milliseconds lifetime) {
  return update([&](Contents& contents) { return contents.renew(lease, lifetime, Contents::now()); });
}

Result<void> FileStore::release(const Lease& lease) {
  return update([&](Contents& contents) -> Result<void> {
    contents.release(lease);
    return {};
  });
}

}  // namespace cfy::store
