#pragma once

#include <memory>
#include <string>

#include <openssl/ssl.h>

#include "base/result.hpp"
#include "tls/trust_store.hpp"

namespace cfy::tls {

// What a connection has to fulfil. There is no field that turns verification off, and none can be added: whoever holds
// a Policy can only tighten it.
struct Policy {
  std::shared_ptr<const TrustStore> trust;
  int least_version = TLS1_2_VERSION;  // TLS1_2_VERSION or TLS1_3_VERSION
};

// What the verification of a peer's certificates found.
struct Verification {
  long result = X509_V_OK;  // the first X509_V_ERR_… that was met
};

// Puts the policy into a context that is about to connect to `host` (a DNS name, or an IP address without brackets):
// trust store, least version, cipher suites (RFC 9325 section 4.2), and the host name, compared with subjectAltName
// alone (RFC 9525 section 6.3). What is found goes into `verification`, which has to outlive the context's handshakes.
Result<void> apply(const Policy& policy, const std::string& host, SSL_CTX* context, Verification& verification);

}  // namespace cfy::tls
