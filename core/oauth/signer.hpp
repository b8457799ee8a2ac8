#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "oauth/algorithm.hpp"
#include "oauth/jwk.hpp"
#include "oauth/key.hpp"
#include "secrets/secret.hpp"

namespace cfy::oauth {

// Signs tokens with one asymmetric private key. Immutable, so any thread may use it. The key's numbers lie in OpenSSL's
// memory, which wipes them when the last copy goes.
class Signer {
 public:
  // From a private key in PEM (PKCS #8, PKCS #1 or SEC 1, unencrypted). Without an algorithm: the one of the key's type,
  // RS256 for RSA. Errors (configuration, field `private_key`): key_form, and the rules that public keys have.
  static Result<Signer> from_pem(const secrets::Secret& pem, std::optional<Algorithm> algorithm, std::string kid = {});

  // From a private JWK, whose `kid` and `alg` are used.
  static Result<Signer> from_jwk(const secrets::Secret& jwk, std::optional<Algorithm> algorithm = std::nullopt);

  // A token in compact form. `alg` and, if the key has one, `kid` are put into the header.
  [[nodiscard]] Result<std::string> sign(nlohmann::ordered_json header, std::string_view payload) const;

  [[nodiscard]] Algorithm algorithm() const noexcept { return algorithm_; }
  [[nodiscard]] const std::string& kid() const noexcept { return kid_; }
  // The public key: `{"crv":…,"kty":…,…}`, as RFC 7638 hashes it.
  [[nodiscard]] const std::string& public_key() const noexcept { return public_key_; }
  [[nodiscard]] std::string thumbprint() const;

 private:
  Signer() = default;
  static Result<Signer> make(KeyHandle key, const Jwk& public_half, std::optional<Algorithm> algorithm,
                             std::string kid);

  KeyHandle key_;
  Algorithm algorithm_ = Algorithm::es256;
  std::string kid_;
  std::string public_key_;
};

}  // namespace cfy::oauth
