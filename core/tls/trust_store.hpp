#pragma once

#include <memory>
#include <string>

#include <openssl/x509.h>

#include "base/result.hpp"

namespace cfy::tls {

// The certificate authorities that are trusted, parsed once and shared by all connections. Immutable; any thread may
// use it.
class TrustStore {
 public:
  // The authorities in a PEM file; the system's bundle when `ca_file` is empty. A file is parsed once in a
  // process as long as somebody uses it and it does not change. Fails with tls, field `ca_file`.
  static Result<std::shared_ptr<const TrustStore>> load(const std::string& ca_file);

  ~TrustStore();
  TrustStore(const TrustStore&) = delete;
  TrustStore& operator=(const TrustStore&) = delete;

  [[nodiscard]] X509_STORE* get() const noexcept { return store_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  TrustStore(X509_STORE* store, std::string path) noexcept : store_(store), path_(std::move(path)) {}

  X509_STORE* store_;
  std::string path_;
};

}  // namespace cfy::tls
