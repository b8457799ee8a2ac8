#pragma once

#include <string>
#include <string_view>

#include <curl/curl.h>

#include "base/error.hpp"
#include "tls/finding.hpp"

namespace cfy::transport {

// What made an exchange stop that libcurl only knows as "the callback said so".
enum class StopReason {
  none,
  headers_too_large,
  body_too_large,
  tls_policy,
  out_of_memory,
  address_refused,
  silent,
  not_taken,
  no_metadata_service,
};

// What is known of an exchange that failed, beside libcurl's code.
struct FailureContext {
  StopReason reason;
  const tls::Findings& finding;  // of the peer's certificates
  std::string_view detail;       // libcurl's own text
  const std::string& host;       // that was connected to
  const std::string& trust;      // the file of authorities
};

// The Error for an exchange that libcurl ended with `code`.
Error explain_failure(CURLcode code, CURL* easy, const FailureContext& context);

// Whether no byte of the request left this machine, so that repeating it is safe whatever it does.
bool nothing_sent(CURL* easy) noexcept;

}  // namespace cfy::transport
