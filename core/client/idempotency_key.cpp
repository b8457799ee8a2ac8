#include "client/idempotency_key.hpp"

#include <algorithm>
#include <array>

#include <openssl/rand.h>

namespace cfy::client {
namespace {
constexpr std::size_t kLongestKey = 128;
constexpr std::string_view kHexDigits = "0123456789abcdef";
}  // namespace

Result<std::string> make_idempotency_key() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    return make_error(ErrorCode::internal,
                      "The system gives no random numbers, so that no idempotency key can be made.");
  }
  std::string key;
  key.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    key += kHexDigits[byte >> 4U];
    key += kHexDigits[byte & 0xFU];
  }
  return key;
}

bool is_idempotency_key(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kLongestKey &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace cfy::client
