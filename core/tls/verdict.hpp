#pragma once

#include <string>

#include "base/error.hpp"

namespace cfy::tls {

// The TlsError for a certificate that was refused. `verify_result` is OpenSSL's X509_V_ERR_…, `host` the name that was
// asked for, `trust_path` the file of authorities. The rule is a stable name: certificate_expired,
// certificate_not_yet_valid, hostname_mismatch, self_signed, unknown_authority, wrong_purpose, revoked,
// weak_certificate, bad_certificate.
Error refused_certificate(long verify_result, const std::string& host, const std::string& trust_path);

// The TlsError for a handshake that failed before any certificate was judged; rule `handshake`.
Error failed_handshake(const std::string& host, const std::string& detail);

}  // namespace cfy::tls
