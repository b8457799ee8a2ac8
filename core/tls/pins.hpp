#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "tls/finding.hpp"
#include "tls/openssl.hpp"

namespace cfy::tls {

// Keys of which one has to be in each chain that is accepted, whatever the authorities say (in the manner of RFC 7469).
class PinSet {
 public:
  // Pins `sha256//BASE64` of SubjectPublicKeyInfo, separated by spaces or commas; two different ones at least, so that
  // a key that is lost can be replaced by its backup. Fails with configuration, rule `invalid_pin` or `backup_pin`.
  static Result<PinSet> parse(std::string_view text);

  // From then on the pins hold no more: an application that is never updated is not locked out for ever. Unix seconds.
  void expire_at(std::int64_t time) noexcept { expires_ = time; }
  // A chain that fits no pin is noted, not refused.
  void only_report() noexcept { report_only_ = true; }

  [[nodiscard]] bool empty() const noexcept { return pins_.empty(); }
  [[nodiscard]] bool reports_only() const noexcept { return report_only_; }
  [[nodiscard]] bool hold_at(std::int64_t time) const noexcept { return expires_ == 0 || time < expires_; }

  // Nothing where a certificate of the chain, the leaf or an authority, has a pinned key, and where no pin holds.
  [[nodiscard]] Findings check(const std::vector<Certificate>& chain, std::int64_t at) const;

 private:
  std::vector<std::string> pins_;  // base64
  std::int64_t expires_ = 0;       // 0: never
  bool report_only_ = false;
};

}  // namespace cfy::tls
