#pragma once

#include <memory>
#include <string>

#include <openssl/ssl.h>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace cfy::sandbox {

struct SslContextDeleter {
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};

inline constexpr const char* kTlsClient = "sandbox-mtls";

// A server certificate for localhost, 127.0.0.1 and ::1, one for a client, and the certificate authority that signed
// both.
struct TlsIdentity {
  std::unique_ptr<SSL_CTX, SslContextDeleter>
      context;  // TLS 1.2 and 1.3, session tickets; a client may show a certificate
  std::string ca_pem;
  std::string client_pem;  // of the client `kTlsClient`
  std::string client_key_pem;
};

// Makes all anew, EC P-256, for 30 days. The authority's private key is gone when this returns: it signs twice, and is
// never written anywhere. Error (internal): OpenSSL fails.
Result<TlsIdentity> make_tls_identity(const Clock& clock);

}  // namespace cfy::sandbox
