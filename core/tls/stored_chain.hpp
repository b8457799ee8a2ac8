#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/x509.h>

#include "base/result.hpp"

namespace cfy::tls {

struct JudgedCertificate {
  std::string subject;
  std::string issuer;
  std::string not_before;  // RFC 3339
  std::string not_after;
  std::string spki_sha256;  // base64, as in a pin
};

JudgedCertificate describe(X509* certificate);

struct StoredChain {
  std::string_view chain;        // PEM: the leaf, then its intermediates in any order
  std::string_view authorities;  // PEM: the trusted certificates
  std::string_view crls;         // PEM; empty: revocation is not judged
  std::string name;              // DNS name or IP address
  std::int64_t at = 0;           // Unix seconds
};

// Judges a chain as a live connection would. Gives the path that was accepted, leaf first. Fails with tls (the rule says
// why), validation (the name).
Result<std::vector<JudgedCertificate>> judge_stored(const StoredChain& stored);

// RFC 3339, or Unix seconds; fractions of a second are dropped. Fails with validation, field `at`.
Result<std::int64_t> parse_time(std::string_view text);

}  // namespace cfy::tls
