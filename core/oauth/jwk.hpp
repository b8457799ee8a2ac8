#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "oauth/key.hpp"
#include "sanitize/simdjson_fwd.hpp"
#include "secrets/secret.hpp"

namespace cfy::oauth {

enum class JwkParts : bool { public_only, private_too };

// One JSON Web Key (RFC 7517) made ready for use: parsed and checked once. Immutable, so any thread may use it.
class Jwk {
 public:
  // Of a public key, private members are not read. Symmetric keys (`oct`) are read either way. Errors (oauth, field
  // `jwks`): jwk_form, jwk_integer, jwk_size, unknown_key_type, unknown_curve, not_on_curve, weak_key, weak_exponent,
  // base64url, base64url_bits.
  static Result<Jwk> parse(simdjson::dom::object jwk, JwkParts parts = JwkParts::public_only);

  // Empty if it has none.
  [[nodiscard]] const std::string& kid() const noexcept { return kid_; }
  // The `alg` that it is for, if it names one.
  [[nodiscard]] const std::optional<std::string>& alg() const noexcept { return alg_; }
  [[nodiscard]] bool symmetric() const noexcept { return !key_; }
  // Null for a symmetric key.
  [[nodiscard]] const KeyHandle& key() const noexcept { return key_; }

  // Whether the key may check signatures of this algorithm, by its type, curve, length, `alg`, `use` and `key_ops`.
  // Errors: alg_not_of_key, key_use, weak_key (HMAC with a key shorter than the hash).
  [[nodiscard]] Result<void> fits(Algorithm algorithm) const;

  // Whether `signature` is this key's; the algorithm must fit. Errors: signature_length, signature_invalid.
  [[nodiscard]] Result<void> verify(Algorithm algorithm, std::string_view input, std::string_view signature) const;

  // HMAC with this symmetric key.
  [[nodiscard]] Result<std::string> mac(Algorithm algorithm, std::string_view input) const;

  // SHA-256 thumbprint (RFC 7638), base64url.
  [[nodiscard]] Result<std::string> thumbprint() const;

 private:
  Jwk() = default;
  Result<void> read_purpose(simdjson::dom::object jwk);
  Result<void> read_key(simdjson::dom::object jwk, JwkParts parts);

  KeyHandle key_;
  secrets::Secret octets_;
  std::string kid_;
  std::optional<std::string> alg_;
  bool verifies_ = true;  // `use` and `key_ops` let it
};

}  // namespace cfy::oauth
