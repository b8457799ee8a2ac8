#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"

namespace cfy::tls {

// Why a certificate, or the chain that it stands in, was refused.
struct Finding {
  std::string rule;  // a stable name; the table is in docs/tls.md
  std::string what;  // goes on from "The certificate of HOST", or of the authority that `depth` says
  int depth = 0;     // 0: the peer's own certificate; above: its authorities
};

using Findings = std::optional<Finding>;

// The TlsError for a refusal; `host` is the name that was asked for, `trust_path` the file of authorities.
Error refused(const Finding& finding, const std::string& host, const std::string& trust_path);

// What OpenSSL's X509_V_ERR_… at that place in the chain means.
Finding finding_of(int verify_error, int depth);

// The TlsError for a handshake that failed before any certificate was judged; rule `handshake`.
Error failed_handshake(const std::string& host, const std::string& detail);

}  // namespace cfy::tls
