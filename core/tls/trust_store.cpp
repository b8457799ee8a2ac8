#include "tls/trust_store.hpp"

#include <sys/stat.h>

#include <array>
#include <map>
#include <tuple>

#include <openssl/err.h>

#include "base/process.hpp"

namespace cfy::tls {
namespace {

// The bundles of Debian and its kin, Fedora and its kin, Alpine, SUSE, and macOS with OpenSSL.
constexpr std::array kSystemBundles = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/etc/ssl/ca-bundle.pem",
};

Error ca_error(std::string message) {
  Error error = make_error(ErrorCode::tls, std::move(message));
  error.field = "ca_file";
  return error;
}

// What tells that a file is still the one that was parsed.
struct FileIdentity {
  std::string path;
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  time_t seconds = 0;
  std::int64_t nanoseconds = 0;

  bool operator<(const FileIdentity& other) const {
    const auto members = [](const FileIdentity& file) {
      return std::tie(file.path, file.device, file.inode, file.size, file.seconds, file.nanoseconds);
    };
    return members(*this) < members(other);
  }
};

Result<FileIdentity> identify(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return ca_error("The CA file " + path +
                    " does not exist or is not a file; set ca_file to a PEM file of certificates.");
  }
  return FileIdentity{path,           status.st_dev,         status.st_ino,
                      status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

using Cache = std::map<FileIdentity, std::weak_ptr<const TrustStore>>;

// Guarded by lock_process(); never destroyed.
Cache& cache() {
  static auto* const made = new Cache;
  return *made;
}

Result<std::string> system_bundle() {
  for (const char* const path : kSystemBundles) {
    struct stat status {};
    if (stat(path, &status) == 0) return std::string(path);
  }
  return ca_error("No certificate authorities were found on this system; install ca-certificates or set ca_file.");
}

Result<X509_STORE*> parse(const std::string& path) {
  X509_STORE* store = X509_STORE_new();
  if (store == nullptr) return make_error(ErrorCode::internal, "There is no memory for the trust store.");
  if (X509_STORE_load_file(store, path.c_str()) != 1) {
    ERR_clear_error();
    X509_STORE_free(store);
    return ca_error("The CA file " + path + " holds no certificate that can be read; it has to be in PEM form.");
  }
  ERR_clear_error();
  return store;
}

}  // namespace

Result<std::shared_ptr<const TrustStore>> TrustStore::load(const std::string& ca_file) {
  std::string path = ca_file;
  if (path.empty()) {
    Result<std::string> found = system_bundle();
    if (!found) return std::move(found).error();
    path = *std::move(found);
  }
  Result<FileIdentity> identity = identify(path);
  if (!identity) return std::move(identity).error();
  {
    const auto lock = lock_process();
    const auto known = cache().find(*identity);
    if (known != cache().end()) {
      if (auto store = known->second.lock()) return store;
    }
  }
  Result<X509_STORE*> store = parse(path);
  if (!store) return std::move(store).error();
  std::shared_ptr<const TrustStore> made(new TrustStore(*store, std::move(path)));
  const auto lock = lock_process();
  std::erase_if(cache(), [](const auto& entry) { return entry.second.expired(); });
  cache()[*std::move(identity)] = made;
  return made;
}

TrustStore::~TrustStore() { X509_STORE_free(store_); }

}  // namespace cfy::tls
