#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "tls/finding.hpp"
#include "tls/openssl.hpp"

namespace cfy::tls {

// The profile by which certificates are judged, in live connections and stored chains alike: RFC 5280 as OpenSSL
// enforces it in its strict mode, and what the Baseline Requirements of the CA/Browser Forum and RFC 9525 ask beyond
// that. Nothing of it can be turned off.

// The name that is asked for, in the form in which it is compared.
class PeerName {
 public:
  // A DNS name in ASCII (A-labels; one trailing dot is dropped), or an IP address without brackets. Fails with
  // validation, field `name`.
  static Result<PeerName> parse(const std::string& text);

  [[nodiscard]] bool is_address() const noexcept { return !address_.empty(); }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  // The 4 or 16 octets; empty for a DNS name.
  [[nodiscard]] const std::vector<unsigned char>& address() const noexcept { return address_; }

 private:
  std::string text_;
  std::vector<unsigned char> address_;
};

struct JudgementRequest {
  X509* leaf = nullptr;
  STACK_OF(X509) * untrusted = nullptr;  // in any order; may hold what does not belong to the chain; may be null
  // The trusted certificates of that subject. Trust is in the certificate, whoever issued it.
  std::function<std::vector<Certificate>(const X509_NAME* subject)> find_anchors;
  PeerName name;
  std::int64_t at = 0;          // Unix seconds
  std::vector<X509_CRL*> crls;  // where there are any, each certificate below the anchor has to be covered
};

struct Judgement {
  Findings finding;                // none: accepted
  std::vector<Certificate> chain;  // what was judged, leaf first, anchor last; empty where no path was found
};

// Looks for a path from the leaf to an anchor that satisfies every rule; several are tried where authorities
// cross-sign. The finding is that of the first path. The work that hostile certificates can cause is bounded.
Judgement judge(const JudgementRequest& request);

}  // namespace cfy::tls
