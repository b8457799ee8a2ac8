#pragma once

#include <memory>
#include <string>
#include <vector>

#include <openssl/evp.h>
#include <openssl/x509.h>

namespace cfy::test {

struct KeyDeleter {
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
struct CertificateDeleter {
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};

// A certificate with its key.
struct Identity {
  std::unique_ptr<EVP_PKEY, KeyDeleter> key;
  std::unique_ptr<X509, CertificateDeleter> certificate;

  [[nodiscard]] std::string pem() const;  // the certificate alone
  [[nodiscard]] std::string key_pem() const;
};

// What a test wants of a certificate; the defaults make one that is right for 127.0.0.1 and localhost.
struct CertificateWish {
  std::string common_name = "connectify test";
  std::string alternative_names = "IP:127.0.0.1,DNS:localhost";  // empty: no such extension
  std::string usage = "serverAuth";                              // empty: no such extension
  long begins_in_seconds = -60;
  long ends_in_seconds = 3600;
};

// Throws where a step of OpenSSL's failed: a test without its certificate means nothing.
void must(bool done);

Identity make_authority();
// Signed by `authority`, or by itself when that is null.
Identity make_certificate(const CertificateWish& wish, const Identity* authority);

}  // namespace cfy::test
