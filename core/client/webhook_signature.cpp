#include "client/webhook_signature.hpp"

#include <charconv>

namespace cfy::client {
namespace {

constexpr std::string_view kPlain = "sha256=";
constexpr std::string_view kTime = "t=";
constexpr std::string_view kVersion1 = "v1=";
constexpr std::size_t kMostDigests = 2;        // two secrets may be live during a roll
constexpr std::size_t kLongestTimestamp = 12;  // digits: the year 33658

Error malformed_signature() {
  return validation_error("signature", "malformed",
                          "X-Connectify-Signature must be sha256=<hex>, or t=<timestamp>,v1=<hex>[,v1=<hex>], as the "
                          "platform sends it; hand it over unchanged.");
}

// Unix seconds as the platform writes them: digits alone, no zero in front.
std::optional<std::int64_t> read_timestamp(std::string_view text) noexcept {
  if (text.empty() || text.size() > kLongestTimestamp || (text.front() == '0' && text.size() > 1)) return std::nullopt;
  if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::int64_t seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return seconds;
}

std::string_view take_part(std::string_view& rest) noexcept {
  const std::size_t comma = rest.find(',');
  const std::string_view part = rest.substr(0, comma);
  rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  return part;
}

// A comma with nothing behind it is not the form either.
bool is_listed(std::string_view text) noexcept { return !text.empty() && text.back() != ','; }

Result<WebhookSignature> read_timed(std::string_view text) {
  WebhookSignature read;
  if (!is_listed(text)) return malformed_signature();
  read.timestamp_text = take_part(text).substr(kTime.size());
  read.timestamp = read_timestamp(read.timestamp_text);
  if (!read.timestamp) return malformed_signature();
  while (!text.empty()) {
    const std::string_view part = take_part(text);
    if (!part.starts_with(kVersion1)) return malformed_signature();
    const auto digest = secrets::digest_of_hex(part.substr(kVersion1.size()));
    if (!digest || read.digests.size() == kMostDigests) return malformed_signature();
    read.digests.push_back(*digest);
  }
  if (read.digests.empty()) return malformed_signature();
  return read;
}

Result<WebhookSignature> read_plain(std::string_view text) {
  const auto digest = secrets::digest_of_hex(text.substr(kPlain.size()));
  if (!digest) return malformed_signature();
  return WebhookSignature{{}, std::nullopt, {*digest}};
}

// Both tell the time: the header's word, which nothing covers, counts only if it is the signed one.
Result<void> check_agreement(const WebhookSignature& read, std::string_view timestamp) {
  if (!read_timestamp(timestamp)) {
    return validation_error("timestamp", "malformed", "X-Connectify-Timestamp must be Unix seconds, digits alone.");
  }
  if (!read.timestamp) {
    return validation_error("signature", "form",
                            "A delivery with X-Connectify-Timestamp is signed as t=<timestamp>,v1=<hex>, not in the "
                            "plain form; it is not the platform's.");
  }
  if (read.timestamp_text != timestamp) {
    return validation_error("timestamp", "mismatch",
                            "X-Connectify-Timestamp and the signature's t= differ; the delivery was changed.");
  }
  return {};
}

}  // namespace

Result<WebhookSignature> read_webhook_signature(std::string_view signature,
                                                const std::optional<std::string_view>& timestamp) {
  if (signature.empty()) {
    return validation_error("signature", "missing",
                            "There is no X-Connectify-Signature; whoever sent this did not sign it.");
  }
  Result<WebhookSignature> read = signature.starts_with(kPlain)  ? read_plain(signature)
                                  : signature.starts_with(kTime) ? read_timed(signature)
                                                                 : malformed_signature();
  if (!read || !timestamp) return read;
  if (const Result<void> agreed = check_agreement(*read, *timestamp); !agreed) return agreed.error();
  return read;
}

}  // namespace cfy::client
