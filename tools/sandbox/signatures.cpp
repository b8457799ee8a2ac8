#include "sandbox/signatures.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "sandbox/envelope.hpp"
#include "sandbox/text.hpp"
#include "sanitize/date_time.hpp"
#include "secrets/hmac.hpp"

namespace cfy::sandbox {
namespace {

constexpr const char* kDate = "X-Connectify-Date";
constexpr const char* kNonce = "X-Connectify-Nonce";
constexpr const char* kSignature = "X-Connectify-Request-Signature";
constexpr std::int64_t kTolerance = 300;
constexpr std::size_t kNonceCharacters = 22;  // 16 bytes in base64url

bool is_nonce(std::string_view text) {
  return text.size() == kNonceCharacters && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
         });
}

std::optional<secrets::Digest> digest_of(std::string_view header) {
  constexpr std::string_view kVersion = "v1=";
  return header.starts_with(kVersion) ? secrets::digest_of_hex(header.substr(kVersion.size())) : std::nullopt;
}

Reply refusal(std::string_view code, std::string message, std::string_view header) {
  return failure(401, code, std::move(message), header);
}

}  // namespace

std::optional<Reply> SignatureChecker::check(const Request& request) {
  for (const char* const name : {kDate, kNonce, kSignature}) {
    if (request.headers.count(name) == 1) continue;
    return refusal("SIGNATURE_REQUIRED",
                   "This request is signed with the API secret: send " + std::string(name) + " once.", name);
  }
  const std::string_view date = request.header(kDate);
  const std::string_view nonce = request.header(kNonce);
  const std::int64_t now = std::chrono::system_clock::to_time_t(clock_.wall_now());
  const auto signed_at = sanitize::unix_seconds_of(date);
  if (!signed_at || *signed_at < now - kTolerance || *signed_at > now + kTolerance) {
    return refusal("STALE_SIGNATURE", "The date is not within 300 seconds of this clock; is yours right?", kDate);
  }
  if (!is_nonce(nonce)) return refusal("INVALID_SIGNATURE", "The nonce is 16 random bytes in base64url.", kNonce);
  const std::string text = "v1\n" + request.method + '\n' + request.target + '\n' + std::string(date) + '\n' +
                           std::string(nonce) + '\n' + sha256_hex(request.body);
  const auto expected = secrets::hmac_sha256(api_secret_, {text});
  const auto given = digest_of(request.header(kSignature));
  if (!expected || !given || !secrets::equal_digests(*expected, *given)) {
    return refusal("INVALID_SIGNATURE", "The signature is not that of this request under the API secret.", kSignature);
  }
  if (!use(std::string(nonce), now)) {
    return refusal("NONCE_REUSED", "This nonce was used before; sign each request anew.", kNonce);
  }
  return std::nullopt;
}

bool SignatureChecker::use(const std::string& nonce, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(used_, [now](const auto& entry) { return entry.second < now; });
  return used_.emplace(nonce, now + 2 * kTolerance).second;
}

}  // namespace cfy::sandbox
