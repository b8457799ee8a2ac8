#pragma once

#include "base/result.hpp"
#include "oauth/signer.hpp"
#include "secrets/secret.hpp"

namespace cfy::oauth {

// The key that tokens are bound to (RFC 9449): on P-256, made for one login and kept with its tokens.
class DpopKey {
 public:
  // Fails (internal) without memory or random numbers.
  static Result<DpopKey> generate();
  // Errors: those of Signer::from_pem().
  static Result<DpopKey> from_pem(secrets::Secret pem);

  [[nodiscard]] const Signer& signer() const noexcept { return signer_; }
  [[nodiscard]] const secrets::Secret& pem() const noexcept { return pem_; }

 private:
  DpopKey(Signer signer, secrets::Secret pem) : signer_(std::move(signer)), pem_(std::move(pem)) {}

  Signer signer_;
  secrets::Secret pem_;
};

}  // namespace cfy::oauth
