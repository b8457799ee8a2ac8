#include "oauth/jwk.hpp"

#include <algorithm>
#include <array>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <simdjson.h>

#include "oauth/base64url.hpp"
#include "oauth/json_reading.hpp"
#include "oauth/key_parts.hpp"
#include "oauth/pkce.hpp"
#include "oauth/refusal.hpp"

namespace cfy::oauth {
namespace {

namespace dom = simdjson::dom;

// A member in base64url; empty if it is not there.
Result<std::string> binary_member(dom::object jwk, std::string_view name) {
  const Result<std::optional<std::string_view>> text = string_member(jwk, name, "jwks", "jwk_form");
  if (!text) return text.error();
  return *text ? base64url_decode(**text, "jwks." + std::string(name)) : Result<std::string>(std::string());
}

// The binary members of one key, read together and wiped when they go.
template <std::size_t Count>
class BinaryMembers {
 public:
  Result<void> read(dom::object jwk, const std::array<std::string_view, Count>& names, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      Result<std::string> value = binary_member(jwk, names[i]);
      if (!value) return std::move(value).error();
      values_[i] = *std::move(value);
    }
    return {};
  }
  BinaryMembers() = default;
  BinaryMembers(const BinaryMembers&) = delete;
  BinaryMembers& operator=(const BinaryMembers&) = delete;
  ~BinaryMembers() {
    for (std::string& value : values_) secrets::wipe(value);
  }
  const std::string& operator[](std::size_t index) const { return values_[index]; }

 private:
  std::array<std::string, Count> values_;
};

Result<KeyHandle> read_rsa(dom::object jwk, JwkParts parts) {
  BinaryMembers<8> members;
  const Result<void> read =
      members.read(jwk, {"n", "e", "d", "p", "q", "dp", "dq", "qi"}, parts == JwkParts::private_too ? 8 : 2);
  if (!read) return read.error();
  return make_rsa_key({members[0], members[1], members[2], members[3], members[4], members[5], members[6], members[7]});
}

Result<KeyHandle> read_ec(dom::object jwk, std::string_view curve, JwkParts parts) {
  BinaryMembers<3> members;
  const Result<void> read = members.read(jwk, {"x", "y", "d"}, parts == JwkParts::private_too ? 3 : 2);
  if (!read) return read.error();
  return make_ec_key(curve, members[0], members[1], members[2]);
}

Result<KeyHandle> read_okp(dom::object jwk, std::string_view curve, JwkParts parts) {
  BinaryMembers<2> members;
  const Result<void> read = members.read(jwk, {"x", "d"}, parts == JwkParts::private_too ? 2 : 1);
  if (!read) return read.error();
  return make_okp_key(curve, members[0], members[1]);
}

// Whether `key_ops` lists what checking a signature needs. A list that is none makes the key useless, not the set.
bool may_verify(dom::element key_ops) {
  if (!key_ops.is_array()) return false;
  bool found = false;
  const dom::array operations = key_ops.get_array().value_unsafe();
  for (const dom::element operation : operations) {
    if (!operation.is_string()) return false;
    found = found || operation.get_string().value_unsafe() == "verify";
  }
  return found;
}

}  // namespace

Result<Jwk> Jwk::parse(dom::object jwk, JwkParts parts) {
  Jwk made;
  if (Result<void> read = made.read_purpose(jwk); !read) return std::move(read).error();
  if (Result<void> read = made.read_key(jwk, parts); !read) return std::move(read).error();
  return made;
}

Result<void> Jwk::read_purpose(dom::object jwk) {
  const auto kid = string_member(jwk, "kid", "jwks", "jwk_form");
  if (!kid) return kid.error();
  if (*kid) kid_ = **kid;
  const auto alg = string_member(jwk, "alg", "jwks", "jwk_form");
  if (!alg) return alg.error();
  if (*alg) alg_ = std::string(**alg);
  const auto use = string_member(jwk, "use", "jwks", "jwk_form");
  if (!use) return use.error();
  const auto key_ops = member(jwk, "key_ops");
  verifies_ = (!*use || **use == "sig") && (!key_ops || may_verify(*key_ops));
  return {};
}

Result<void> Jwk::read_key(dom::object jwk, JwkParts parts) {
  const auto type = string_member(jwk, "kty", "jwks", "jwk_form");
  if (!type) return type.error();
  const auto crv = string_member(jwk, "crv", "jwks", "jwk_form");
  if (!crv) return crv.error();
  const std::string_view curve = crv->value_or("");
  const std::string_view kty = type->value_or("");
  if (kty == "oct") {
    Result<std::string> octets = binary_member(jwk, "k");
    if (!octets) return std::move(octets).error();
    Result<secrets::Secret> kept = secrets::Secret::copy_of(*octets);
    secrets::wipe(*octets);
    if (!kept) return std::move(kept).error();
    octets_ = *std::move(kept);
    return {};
  }
  Result<KeyHandle> key =
      kty == "RSA"   ? read_rsa(jwk, parts)
      : kty == "EC"  ? read_ec(jwk, curve, parts)
      : kty == "OKP" ? read_okp(jwk, curve, parts)
                     : refused("jwks", "unknown_key_type", "The key's `kty` is not one of RSA, EC, OKP and oct.");
  if (!key) return std::move(key).error();
  key_ = *std::move(key);
  return {};
}

Result<void> Jwk::fits(Algorithm algorithm) const {
  const AlgorithmTraits& wanted = traits(algorithm);
  const bool of_type = symmetric() ? wanted.family == Family::hmac : key_fits(*key_, algorithm);
  if (!of_type || (alg_ && *alg_ != wanted.name)) {
    return refused(
        "header.alg", "alg_not_of_key",
        "The key is not one for " + std::string(wanted.name) + "; the token was not signed with it as it says.");
  }
  if (!verifies_) {
    return refused("jwks", "key_use", "The key's `use` or `key_ops` don't let it check signatures; take another key.");
  }
  if (symmetric() && octets_.size() < wanted.digest_size) {
    return refused("jwks", "weak_key",
                   "The key is shorter than the hash of " + std::string(wanted.name) + "; make a longer one.");
  }
  return {};
}

Result<std::string> Jwk::mac(Algorithm algorithm, std::string_view input) const {
  const std::string_view octets = octets_.reveal();
  std::string mac(traits(algorithm).digest_size, '\0');
  unsigned int size = 0;
  const unsigned char* const made = HMAC(digest_of(algorithm), octets.data(), static_cast<int>(octets.size()),
                                         bytes_of(input), input.size(), bytes_of(mac), &size);
  if (made == nullptr || size != mac.size()) {
    ERR_clear_error();
    return make_error(ErrorCode::internal, "OpenSSL could not compute an HMAC.");
  }
  return mac;
}

Result<void> Jwk::verify(Algorithm algorithm, std::string_view input, std::string_view signature) const {
  if (!symmetric()) return verify_signature(*key_, algorithm, input, signature);
  const Result<std::string> expected = mac(algorithm, input);
  if (!expected) return expected.error();
  if (signature.size() != expected->size()) {
    return refused("signature", "signature_length",
                   "The signature doesn't have the length that its algorithm gives it; the token was not issued so.");
  }
  if (CRYPTO_memcmp(signature.data(), expected->data(), signature.size()) != 0) {
    return refused("signature", "signature_invalid",
                   "The signature is not the key's over this token: it was changed, or signed by somebody else.");
  }
  return {};
}

Result<std::string> Jwk::thumbprint() const {
  if (!symmetric()) {
    const Result<std::string> members = public_jwk(*key_);
    return members ? base64url_sha256(*members) : Result<std::string>(members.error());
  }
  std::string octets = base64url_encode(octets_.reveal());
  std::string members = R"({"k":")" + octets + R"(","kty":"oct"})";
  std::string thumbprint = base64url_sha256(members);
  secrets::wipe(octets);
  secrets::wipe(members);
  return thumbprint;
}

}  // namespace cfy::oauth
