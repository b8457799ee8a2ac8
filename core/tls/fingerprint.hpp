#pragma once

#include <string>

#include <openssl/x509.h>

namespace cfy::tls {

// SHA-256 over the certificate's SubjectPublicKeyInfo, in base64: what stands behind `sha256//` in a pin (RFC 7469).
// Empty if there is no memory.
std::string spki_sha256(const X509* certificate);

}  // namespace cfy::tls
