#pragma once

#include <memory>
#include <string>
#include <vector>

#include <openssl/ssl.h>

#include "base/result.hpp"
#include "tls/client_identity.hpp"
#include "tls/crl_file.hpp"
#include "tls/finding.hpp"
#include "tls/openssl.hpp"
#include "tls/pins.hpp"
#include "tls/trust_store.hpp"

namespace cfy::tls {

// What becomes of OCSP answers that servers staple to their handshakes.
enum class Ocsp { off, when_offered, required };

// What a connection has to fulfil. There is no field that turns verification off, and none can be added: whoever holds
// a Policy can only tighten it.
struct Policy {
  std::shared_ptr<const TrustStore> trust;
  int least_version = TLS1_2_VERSION;  // TLS1_2_VERSION or TLS1_3_VERSION
  PinSet pins;
  Ocsp ocsp = Ocsp::off;
  std::shared_ptr<CrlFile> crls;             // null: revocation lists are not asked
  std::shared_ptr<ClientIdentity> identity;  // null: none is shown
};

// What the verification of a peer's certificates found.
struct Verification {
  Findings finding;                // none: accepted, or not come to that
  Findings reported;               // of pins that only report
  std::vector<Certificate> chain;  // what was judged, leaf first; where no path was found, the leaf alone
};

// Whether everything in the policy can be enforced, as an error at once and not at the first connection.
Result<void> check_enforceable(const Policy& policy);

// Puts the policy into a context that is about to connect to `host` (a DNS name, or an IP address without brackets):
// trust store, least version, cipher suites and groups (RFC 9325 section 4.2), and the judgement of judgement.hpp in
// the place of OpenSSL's own. What is found goes into `verification`. That and `policy` have to outlive the context's
// handshakes.
Result<void> apply(const Policy& policy, const std::string& host, SSL_CTX* context, Verification& verification);

}  // namespace cfy::tls
