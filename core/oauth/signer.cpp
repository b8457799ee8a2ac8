#include "oauth/signer.hpp"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <simdjson.h>
#include <nlohmann/json.hpp>

#include "oauth/base64url.hpp"
#include "oauth/json_reading.hpp"
#include "oauth/jwk.hpp"
#include "oauth/key_parts.hpp"
#include "oauth/pkce.hpp"
#include "sanitize/json_guard.hpp"

namespace cfy::oauth {
namespace {

using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;

// The key is one of the caller's settings, so that whatever is wrong with it is told as such.
Error bad_key(const char* rule, std::string message) {
  Error error = configuration_error("private_key", std::move(message));
  error.rule = rule;
  return error;
}

Error as_setting(Error error) {
  error.code = ErrorCode::configuration;
  error.field = "private_key";
  return error;
}

// The answer to OpenSSL's wish for a pass phrase; without it, it would ask on the terminal.
int no_pass_phrase(char* /*buffer*/, int /*size*/, int /*for_writing*/, void* /*data*/) { return -1; }

std::optional<Algorithm> usual_algorithm(const EVP_PKEY& key) {
  for (const Algorithm candidate : default_algorithms()) {
    if (key_fits(key, candidate)) return candidate;
  }
  return std::nullopt;
}

// Whatever a key is read from, its public half has to keep the rules for public keys.
Result<Jwk> public_half(const EVP_PKEY& key) {
  const Result<std::string> text = public_jwk(key);
  if (!text) return as_setting(text.error());
  sanitize::JsonDocument document;
  const auto members = read_object(document, *text, "private_key", text->size());
  if (!members) return members.error();
  Result<Jwk> jwk = Jwk::parse(*members);
  return jwk ? std::move(jwk) : as_setting(std::move(jwk).error());
}

// Halves of different keys make signatures that nobody can verify: better told here than by whoever gets them.
Result<void> check_pair(EVP_PKEY& key, const Jwk& public_key, Algorithm algorithm) {
  constexpr std::string_view kProbe = "probe";
  const Result<std::string> signature = make_signature(key, algorithm, kProbe);
  if (signature && verify_signature(*public_key.key(), algorithm, kProbe, *signature)) return {};
  return bad_key("key_form", "The private key's halves don't belong together; give the key as it was made.");
}

}  // namespace

Result<Signer> Signer::make(KeyHandle key, const Jwk& public_half, std::optional<Algorithm> algorithm,
                            std::string kid) {
  if (!algorithm) algorithm = usual_algorithm(*key);
  if (!algorithm || !key_fits(*key, *algorithm)) {
    return bad_key("alg_not_of_key",
                   "The private key is not one for the algorithm; name one that fits its type and curve.");
  }
  if (Result<void> pair = check_pair(*key, public_half, *algorithm); !pair) return std::move(pair).error();
  Result<std::string> public_key = public_jwk(*key);
  if (!public_key) return as_setting(std::move(public_key).error());
  Signer signer;
  signer.key_ = std::move(key);
  signer.algorithm_ = *algorithm;
  signer.kid_ = std::move(kid);
  signer.public_key_ = *std::move(public_key);
  return signer;
}

Result<Signer> Signer::from_pem(const secrets::Secret& pem, std::optional<Algorithm> algorithm, std::string kid) {
  const std::string_view text = pem.reveal();
  const Bio source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  EVP_PKEY* const read = source ? PEM_read_bio_PrivateKey(source.get(), nullptr, &no_pass_phrase, nullptr) : nullptr;
  ERR_clear_error();
  if (read == nullptr) {
    return bad_key("key_form", "The private key is not an unencrypted one in PEM; give the text of its file.");
  }
  KeyHandle key(read, &EVP_PKEY_free);
  const Result<Jwk> half = public_half(*key);
  if (!half) return half.error();
  return make(std::move(key), *half, algorithm, std::move(kid));
}

Result<Signer> Signer::from_jwk(const secrets::Secret& jwk, std::optional<Algorithm> algorithm) {
  // The parser reads past the end, so that it needs room; this copy and the parser's own strings are wiped.
  std::string text(jwk.reveal());
  sanitize::JsonDocument document;
  const auto root = document.parse_in_place(text, {.depth = 8, .bytes = 64U << 10U});
  if (!root || !root->is_object()) {
    secrets::wipe(text);
    return bad_key("key_form", "The private key is no JSON Web Key; give the JSON text of one.");
  }
  const simdjson::dom::object members = root->get_object().value_unsafe();
  Result<Jwk> key = Jwk::parse(members, JwkParts::private_too);
  const Result<Jwk> half = Jwk::parse(members);
  const bool is_private = member(members, "d").has_value();
  for (const simdjson::dom::key_value_pair field : members) {
    if (!field.value.is_string()) continue;
    const std::string_view value = field.value.get_string().value_unsafe();
    if (field.key != "kid" && field.key != "alg") secrets::wipe(const_cast<char*>(value.data()), value.size());
  }
  secrets::wipe(text);
  if (!key) return as_setting(std::move(key).error());
  if (!half) return as_setting(half.error());
  if (key->symmetric() || !is_private) {
    return bad_key("key_form", "The key is not a private one; a signer needs `d`.");
  }
  if (!algorithm && key->alg()) {
    algorithm = find_algorithm(*key->alg());
    if (!algorithm) return bad_key("alg_not_of_key", "The key's `alg` is no signature algorithm.");
  }
  return make(key->key(), *half, algorithm, key->kid());
}

Result<std::string> Signer::sign(nlohmann::ordered_json header, std::string_view payload) const {
  header["alg"] = traits(algorithm_).name;
  if (!kid_.empty()) header["kid"] = kid_;
  std::string token = base64url_encode(header.dump()) + "." + base64url_encode(payload);
  const Result<std::string> signature = make_signature(*key_, algorithm_, token);
  if (!signature) return signature.error();
  return token + "." + base64url_encode(*signature);
}

std::string Signer::thumbprint() const { return base64url_sha256(public_key_); }

}  // namespace cfy::oauth
