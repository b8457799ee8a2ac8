#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <openssl/evp.h>
#include <openssl/ssl.h>

#include "base/result.hpp"
#include "tls/file_stamp.hpp"
#include "tls/openssl.hpp"

namespace cfy::tls {

// The certificate and key by which this side proves itself (mutual TLS). The files are read again when they change, so
// that a certificate is renewed under a running client; while they do not fit together, the last pair that did is used.
class ClientIdentity {
 public:
  // Both PEM: the certificate with its intermediates, and the key, which nobody else may read. Fails with configuration
  // or tls, field `client_certificate` or `client_key`.
  static Result<std::shared_ptr<ClientIdentity>> load(std::string certificate_file, std::string key_file);

  // Puts the pair into a context that is about to connect.
  Result<void> use_in(SSL_CTX* context);

 private:
  using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
  struct Pair {
    std::vector<Certificate> chain;  // leaf first
    Key key;
  };

  ClientIdentity(std::string certificate_file, std::string key_file)
      : certificate_file_(std::move(certificate_file)), key_file_(std::move(key_file)) {}
  Result<Pair> read() const;

  const std::string certificate_file_;
  const std::string key_file_;
  std::mutex mutex_;
  Pair pair_;                    // guarded by mutex_
  FileStamp certificate_stamp_;  // guarded by mutex_
  FileStamp key_stamp_;          // guarded by mutex_
};

}  // namespace cfy::tls
