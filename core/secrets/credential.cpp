#include "secrets/credential.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace cfy::secrets {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kTestMark = "test_";
constexpr std::size_t kRandomLength = 32;
constexpr std::size_t kChecksumLength = 6;

struct Kind {
  CredentialKind kind;
  std::string_view prefix;
  std::string_view noun;
};

constexpr std::array kKinds = {
    Kind{CredentialKind::api_key, "cfy_ak_", "API key"},
    Kind{CredentialKind::api_secret, "cfy_sk_", "API secret"},
    Kind{CredentialKind::webhook_secret, "cfy_whsec_", "webhook secret"},
    Kind{CredentialKind::access_token, "cfy_at_", "access token"},
    Kind{CredentialKind::refresh_token, "cfy_rt_", "refresh token"},
};

const Kind& row(CredentialKind kind) noexcept {
  return *std::find_if(kKinds.begin(), kKinds.end(), [kind](const Kind& known) { return known.kind == kind; });
}

// CRC-32/ISO-HDLC, bit by bit: it sees some fifty bytes a time. Our own five lines cost less than zlib, which the slim
// libcurl of the packages does without, and which would be one more library for every package to carry.
std::uint32_t crc32(std::string_view text) noexcept {
  std::uint32_t remainder = 0xFFFFFFFFU;
  for (const char c : text) {
    remainder ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) remainder = (remainder >> 1U) ^ ((remainder & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~remainder;
}

std::array<char, kChecksumLength> checksum(std::string_view text) noexcept {
  constexpr auto kBase = static_cast<std::uint32_t>(kAlphabet.size());
  std::array<char, kChecksumLength> digits{};
  std::uint32_t rest = crc32(text);
  for (std::size_t place = digits.size(); place-- > 0; rest /= kBase) digits[place] = kAlphabet[rest % kBase];
  return digits;
}

// Fills `digits` with characters that are all equally likely: bytes that would favour the first ones are drawn again.
bool draw(std::span<char> digits) noexcept {
  constexpr std::size_t kFair = 256 / kAlphabet.size() * kAlphabet.size();
  for (char& digit : digits) {
    unsigned char byte = 0;
    do {
      if (RAND_bytes(&byte, 1) != 1) return false;
    } while (byte >= kFair);
    digit = kAlphabet[byte % kAlphabet.size()];
  }
  return true;
}

}  // namespace

std::string_view credential_prefix(CredentialKind kind) noexcept { return row(kind).prefix; }

std::string_view credential_noun(CredentialKind kind) noexcept { return row(kind).noun; }

std::optional<CredentialShape> inspect_credential(std::string_view value) noexcept {
  const auto* known =
      std::find_if(kKinds.begin(), kKinds.end(), [value](const Kind& kind) { return value.starts_with(kind.prefix); });
  if (known == kKinds.end()) return std::nullopt;

  CredentialShape shape{known->kind, false, false, false};
  std::string_view body = value.substr(known->prefix.size());
  shape.test = body.starts_with(kTestMark);
  if (shape.test) body.remove_prefix(kTestMark.size());
  shape.complete =
      body.size() == kRandomLength + kChecksumLength && body.find_first_not_of(kAlphabet) == std::string_view::npos;
  if (shape.complete) {
    const auto expected = checksum(value.substr(0, value.size() - kChecksumLength));
    shape.checksum_holds = value.ends_with(std::string_view(expected.data(), expected.size()));
  }
  return shape;
}

Result<Secret> make_credential(CredentialKind kind, bool test) {
  std::string text;
  text.reserve(64);  // more than the longest, so that growing leaves no copy behind
  text += row(kind).prefix;
  if (test) text += kTestMark;
  const std::size_t start = text.size();
  text.resize(start + kRandomLength);
  if (!draw(std::span(text).subspan(start))) {
    return make_error(ErrorCode::internal, "The system's source of random numbers failed.");
  }
  const auto digits = checksum(text);
  text.append(digits.data(), digits.size());
  auto credential = Secret::copy_of(text);
  wipe(text);
  return credential;
}

}  // namespace cfy::secrets
