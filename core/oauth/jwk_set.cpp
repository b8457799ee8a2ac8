#include "oauth/jwk_set.hpp"

#include <algorithm>

#include <simdjson.h>

#include "oauth/json_reading.hpp"
#include "oauth/refusal.hpp"

namespace cfy::oauth {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMostKeys = 100;
constexpr std::size_t kMostSetBytes = 256U << 10U;

bool is_symmetric(dom::object jwk) {
  const auto kty = member(jwk, "kty");
  return kty && kty->is_string() && kty->get_string().value_unsafe() == "oct";
}

Result<const Jwk*> fitting(const Result<Jwk>& key, Algorithm algorithm) {
  if (!key) return key.error();
  if (const Result<void> fits = key->fits(algorithm); !fits) return fits.error();
  return &*key;
}

}  // namespace

Result<JwkSet> JwkSet::parse(std::string_view json, PrivateKeys private_keys) {
  sanitize::JsonDocument document;
  const Result<dom::object> root = read_object(document, json, "jwks", kMostSetBytes);
  if (!root) return root.error();
  JwkSet set;
  const auto keys = member(*root, "keys");
  if (!keys && member(*root, "kty")) {
    if (Result<void> added = set.add(*root, private_keys); !added) return std::move(added).error();
    return set;
  }
  if (!keys || !keys->is_array()) {
    return refused("jwks", "jwks_form", "The key set has no list named `keys`; give a JSON Web Key Set (RFC 7517).");
  }
  const dom::array list = keys->get_array().value_unsafe();
  if (list.size() == 0) return refused("jwks", "jwks_empty", "The key set has no key.");
  if (list.size() > kMostKeys) return refused("jwks", "jwks_size", "The key set has more than 100 keys.");
  const auto symmetric = std::count_if(list.begin(), list.end(), [](dom::element key) {
    return key.is_object() && is_symmetric(key.get_object().value_unsafe());
  });
  if (symmetric != 0 && static_cast<std::size_t>(symmetric) != list.size()) {
    return refused("jwks", "mixed_keys",
                   "The key set has symmetric keys beside public ones, so that a secret may have been published; keep "
                   "them apart.");
  }
  for (const dom::element key : list) {
    if (!key.is_object()) return refused("jwks", "jwks_form", "The key set holds something that is no key.");
    const Result<void> added = set.add(key.get_object().value_unsafe(), private_keys);
    if (!added) return added.error();
  }
  return set;
}

Result<void> JwkSet::add(dom::object jwk, PrivateKeys private_keys) {
  const bool secret = member(jwk, "d").has_value() || is_symmetric(jwk);
  if (secret && private_keys == PrivateKeys::refused) {
    return refused(
        "jwks", "private_key",
        "The key set holds a private or symmetric key, with which everybody can sign who read it; its owner must "
        "replace the key.");
  }
  const auto kid = member(jwk, "kid");
  std::string name(kid && kid->is_string() ? kid->get_string().value_unsafe() : std::string_view());
  if (!name.empty() && find(name) != nullptr) {
    return refused("jwks", "duplicate_kid",
                   "Two keys of the set have the same `kid`; give each key a name of its own.");
  }
  entries_.push_back({std::move(name), Jwk::parse(jwk)});
  return {};
}

const JwkSet::Entry* JwkSet::find(std::string_view kid) const noexcept {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [kid](const Entry& entry) { return entry.kid == kid; });
  return found == entries_.end() ? nullptr : &*found;
}

bool JwkSet::has(std::string_view kid) const noexcept {
  return find(kid) != nullptr || (entries_.size() == 1 && entries_.front().kid.empty());
}

Result<const Jwk*> JwkSet::select(Algorithm algorithm, const std::optional<std::string>& kid) const {
  if (!kid || kid->empty()) return only_fitting(algorithm);
  if (const Entry* const entry = find(*kid); entry != nullptr) return fitting(entry->key, algorithm);
  if (entries_.size() == 1 && entries_.front().kid.empty()) return fitting(entries_.front().key, algorithm);
  return refused("header.kid", "unknown_kid",
                 "The key set has no key of the name that the token gives in `kid`; fetch the issuer's present keys.");
}

Result<const Jwk*> JwkSet::only_fitting(Algorithm algorithm) const {
  if (entries_.size() == 1) return fitting(entries_.front().key, algorithm);
  const Jwk* found = nullptr;
  for (const Entry& entry : entries_) {
    const Result<const Jwk*> candidate = fitting(entry.key, algorithm);
    if (!candidate) continue;
    if (found != nullptr) {
      return refused(
          "header.kid", "kid_missing",
          "The token names no key (`kid`), and several keys of the set would fit; ask its issuer for a `kid`.");
    }
    found = *candidate;
  }
  if (found != nullptr) return found;
  return refused("header.alg", "alg_not_of_key",
                 "No key of the set is one for " + std::string(traits(algorithm).name) + ".");
}

}  // namespace cfy::oauth
