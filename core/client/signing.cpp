#include "client/signing.hpp"

#include <array>

#include <openssl/rand.h>

#include "sanitize/date_time.hpp"
#include "secrets/hmac.hpp"

namespace cfy::client {
namespace {

constexpr std::size_t kNonceBytes = 16;

// RFC 4648 section 5, without padding.
std::string base64url(const std::array<unsigned char, kNonceBytes>& bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  unsigned int buffer = 0;
  unsigned int bits = 0;
  for (const unsigned char byte : bytes) {
    buffer = ((buffer << 8U) | byte) & 0xFFFFU;
    for (bits += 8; bits >= 6; bits -= 6) text += kAlphabet[(buffer >> (bits - 6U)) & 63U];
  }
  if (bits > 0) text += kAlphabet[(buffer << (6U - bits)) & 63U];
  return text;
}

Result<std::string> make_nonce() {
  std::array<unsigned char, kNonceBytes> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    return make_error(ErrorCode::internal, "The system gave no random bytes to sign a request with.");
  }
  return base64url(bytes);
}

std::string_view path_and_query(std::string_view url) noexcept {
  const std::size_t scheme = url.find("://");
  const std::size_t path = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
  return path == std::string_view::npos ? std::string_view("/") : url.substr(path);
}

}  // namespace

Result<std::string> text_to_sign(const SignedParts& parts, std::string_view date, std::string_view nonce) {
  const Result<secrets::Digest> body = secrets::sha256(parts.body);
  if (!body) return body.error();
  std::string text = "v1\n";
  for (const std::string_view part : {parts.method, path_and_query(parts.url), date, nonce}) {
    text.append(part).push_back('\n');
  }
  return text + secrets::hex_of(*body);
}

Result<std::vector<std::string>> sign_request(const secrets::Secret& api_secret, const SignedParts& parts,
                                              std::int64_t now) {
  if (api_secret.empty()) {
    return configuration_error("api_secret",
                               "api_secret is missing, and what changes key material is signed with it; set "
                               "CONNECTIFY_API_SECRET or give it as an argument.");
  }
  const Result<std::string> nonce = make_nonce();
  if (!nonce) return nonce.error();
  const std::string date = sanitize::date_time_text(now);
  const Result<std::string> text = text_to_sign(parts, date, *nonce);
  if (!text) return text.error();
  const Result<secrets::Digest> signature = secrets::hmac_sha256(api_secret, {*text});
  if (!signature) return signature.error();
  return std::vector<std::string>{"X-Connectify-Date: " + date, "X-Connectify-Nonce: " + *nonce,
                                  "X-Connectify-Request-Signature: v1=" + secrets::hex_of(*signature)};
}

}  // namespace cfy::client
