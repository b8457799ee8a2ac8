#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "oauth/jwk.hpp"

namespace cfy::oauth {

// What becomes of a set in which a private key stands: whoever could read it can sign.
enum class PrivateKeys : bool {
  ignored,  // a file of the caller's own: its public parts are used
  refused,  // a set from the network
};

// A JSON Web Key Set, parsed once. Immutable.
class JwkSet {
 public:
  // Reads `{"keys":[…]}`, or a single key. A key that cannot be used stays in the set with its error, which is told when
  // a token names it: a server may offer more than this library knows (RFC 7517 section 5). Refused as a whole (oauth,
  // field `jwks`): bad JSON, jwks_form, no key at all (jwks_empty), a `kid` given twice (duplicate_kid), public keys
  // beside symmetric ones (mixed_keys: a set that is meant to be published holds a secret), private keys where they are
  // not ignored (private_key), more than 100 keys or 256 KiB (jwks_size, too_large).
  static Result<JwkSet> parse(std::string_view json, PrivateKeys private_keys = PrivateKeys::ignored);

  // The one key that may have signed. With a `kid`: the key of that name, or the only key of the set if that has none.
  // Without: the only key that fits the algorithm. Errors (oauth): unknown_kid, kid_missing (several keys would fit),
  // and what is wrong with the key itself. The key lives as long as the set.
  [[nodiscard]] Result<const Jwk*> select(Algorithm algorithm, const std::optional<std::string>& kid) const;

  [[nodiscard]] bool has(std::string_view kid) const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

 private:
  struct Entry {
    std::string kid;
    Result<Jwk> key;
  };
  JwkSet() = default;
  Result<void> add(simdjson::dom::object jwk, PrivateKeys private_keys);
  [[nodiscard]] const Entry* find(std::string_view kid) const noexcept;
  [[nodiscard]] Result<const Jwk*> only_fitting(Algorithm algorithm) const;

  std::vector<Entry> entries_;
};

}  // namespace cfy::oauth
