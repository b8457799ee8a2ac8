#pragma once

#include <memory>
#include <string>
#include <vector>

#include <openssl/ssl.h>

#include "base/result.hpp"
#include "tls/finding.hpp"
#include "tls/openssl.hpp"
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
  Findings finding;  // none: accepted, or not come to that
};

// Puts the policy into a context that is about to connect to `host` (a DNS name, or an IP address without brackets):
// trust store, least version, cipher suites and groups (RFC 9325 section 4.2), and the judgement of judgement.hpp in
// the place of OpenSSL's own. What is found goes into `verification`. That and `policy` have to outlive the context's
// handshakes.
Result<void> apply(const Policy& policy, const std::string& host, SSL_CTX* context, Verification& verification);

}  // namespace cfy::tls
