#include "oauth/pkce.hpp"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include "oauth/base64url.hpp"
#include "oauth/key_parts.hpp"

namespace cfy::oauth {

std::string base64url_sha256(std::string_view text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(bytes_of(text), text.size(), bytes_of(digest));
  return base64url_encode(digest);
}

Result<std::string> random_text(std::size_t bytes) {
  std::string random(bytes, '\0');
  if (RAND_bytes(bytes_of(random), static_cast<int>(bytes)) != 1) {
    return make_error(ErrorCode::internal, "The system's source of random numbers failed.");
  }
  std::string text = base64url_encode(random);
  secrets::wipe(random);
  return text;
}

Result<Pkce> make_pkce() {
  Result<std::string> text = random_text(32);
  if (!text) return std::move(text).error();
  Result<secrets::Secret> verifier = secrets::Secret::copy_of(*text);
  secrets::wipe(*text);
  if (!verifier) return std::move(verifier).error();
  std::string challenge = pkce_challenge(*verifier);
  return Pkce{*std::move(verifier), std::move(challenge)};
}

std::string pkce_challenge(const secrets::Secret& verifier) { return base64url_sha256(verifier.reveal()); }

}  // namespace cfy::oauth
