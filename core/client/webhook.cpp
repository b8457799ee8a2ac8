#include "client/webhook.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include <strings.h>

#include <simdjson.h>

#include "base/closest.hpp"
#include "client/settings_values.hpp"
#include "sanitize/date_time.hpp"
#include "sanitize/json_guard.hpp"
#include "secrets/private_file.hpp"

namespace cfy::client {
namespace {

constexpr std::size_t kMostSecrets = 2;
constexpr std::int64_t kLongestTolerance = 24 * 3600;
constexpr std::int64_t kLargestCapacity = 10'000'000;
constexpr std::int64_t kLargestBody = std::int64_t{64} << 20U;
constexpr std::int64_t kMemory = 24 * 3600;  // seconds that an event without a time is remembered
constexpr std::size_t kLongestText = 256;    // of an event's id and type

Result<std::int64_t> read_number(std::string_view name, std::string_view text, std::int64_t largest) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem == std::errc() && end == text.data() + text.size() && value >= 1 && value <= largest) return value;
  return validation_error(std::string(name), "range",
                          std::string(name) + " must be a whole number from 1 to " + std::to_string(largest) + ".");
}

std::string text_of(simdjson::dom::element root, const char* key) {
  std::string_view text;
  const bool there = root[key].get(text) == simdjson::SUCCESS && text.size() <= kLongestText;
  return there ? std::string(text) : std::string();
}

// Unix seconds or a date-time.
std::optional<std::int64_t> time_of(simdjson::dom::element root) {
  std::int64_t seconds = 0;
  std::string_view text;
  if (root["timestamp"].get(seconds) == simdjson::SUCCESS) return seconds;
  if (root["timestamp"].get(text) == simdjson::SUCCESS) return sanitize::unix_seconds_of(text);
  return std::nullopt;
}

// What the signed body says. One that is not a JSON object says nothing.
WebhookEvent read_body(std::string_view body) {
  WebhookEvent event;
  sanitize::JsonDocument document;
  const auto root = document.parse(body);
  if (!root || !root->is_object()) return event;
  event.id = text_of(*root, "id");
  event.type = text_of(*root, "type");
  event.signed_at = time_of(*root);
  return event;
}

bool is_named(std::string_view name, std::string_view wanted) noexcept {
  return name.size() == wanted.size() && ::strncasecmp(name.data(), wanted.data(), wanted.size()) == 0;
}

// The value of a field that may be there once; nullopt if it is not there.
Result<std::optional<std::string_view>> pick(const HeaderFields& headers, std::string_view wanted, const char* field) {
  std::optional<std::string_view> found;
  for (const auto& [name, value] : headers) {
    if (!is_named(name, wanted)) continue;
    if (found) {
      return validation_error(field, "duplicate",
                              std::string(wanted) + " is there more than once; the delivery was changed.");
    }
    found = value;
  }
  return found;
}

}  // namespace

Result<void> WebhookVerifier::add_secret(std::string_view secret) {
  if (secrets_.size() == kMostSecrets) {
    return configuration_error("webhook_secret",
                               "webhook_secret was given twice already; no more than two are live during a roll.");
  }
  secrets::Secret read;
  const Result<std::string> shown = read_credential(secret, secrets::CredentialKind::webhook_secret, read);
  if (!shown) {
    Error error = configuration_error("webhook_secret", "webhook_secret " + shown.error().message);
    error.rule = shown.error().rule;
    return error;
  }
  secrets_.push_back(std::move(read));
  return {};
}

Result<void> WebhookVerifier::add_secret_file(const std::string& path) {
  const auto text = secrets::read_private_file(path);
  if (!text) return text.error();
  std::string_view secret = text->view();
  if (secret.ends_with('\n')) secret.remove_suffix(1);
  return add_secret(secret);
}

Result<void> WebhookVerifier::set(std::string_view name, std::string_view value) {
  if (name == "tolerance") {
    const auto read = read_number(name, value, kLongestTolerance);
    if (!read) return read.error();
    tolerance_ = *read;
    return {};
  }
  if (name == "replay_capacity") {
    const auto read = read_number(name, value, kLargestCapacity);
    if (!read) return read.error();
    replay_capacity_ = static_cast<std::size_t>(*read);
    return {};
  }
  if (name == "max_body") {
    const auto read = read_number(name, value, kLargestBody);
    if (!read) return read.error();
    max_body_ = static_cast<std::size_t>(*read);
    return {};
  }
  if (name == "allow_missing_timestamp") {
    if (value != "true" && value != "false")
      return validation_error(std::string(name), "boolean", std::string(name) + " must be true or false.");
    allow_missing_timestamp_ = value == "true";
    return {};
  }
  constexpr std::array<std::string_view, 4> kNames = {"tolerance", "replay_capacity", "max_body",
                                                      "allow_missing_timestamp"};
  return validation_error("name", "unknown_option",
                          "A verifier has no setting of that name." + did_you_mean(name, kNames));
}

Result<WebhookEvent> WebhookVerifier::verify(std::string_view signature, std::optional<std::string_view> timestamp,
                                             std::string_view body, std::int64_t now) {
  if (secrets_.empty()) {
    return configuration_error(
        "webhook_secret", "There is no webhook_secret to verify with; give the one that webhooks.create answered.");
  }
  if (body.size() > max_body_) {
    return validation_error("body", "too_large",
                            "The body is longer than " + std::to_string(max_body_) +
                                " bytes; raise max_body if your endpoint expects such deliveries.");
  }
  const auto read = read_webhook_signature(signature, timestamp);
  if (!read) return read.error();
  if (const auto genuine = check_digest(*read, body); !genuine) return genuine.error();
  WebhookEvent event = read_body(body);
  if (read->timestamp) event.signed_at = read->timestamp;
  event.verified_at = now;
  if (const auto fresh = check_age(event.signed_at, now); !fresh) return fresh.error();
  const auto fingerprint = secrets::sha256(body);
  if (!fingerprint) return fingerprint.error();
  // Without an id the body is what can be told apart.
  const std::string identity = event.id.empty() ? "body " + secrets::hex_of(*fingerprint) : "id " + event.id;
  if (const auto first = remember(identity, event); !first) return first.error();
  return event;
}

Result<WebhookEvent> WebhookVerifier::verify(const HeaderFields& headers, std::string_view body, std::int64_t now) {
  const auto signature = pick(headers, "X-Connectify-Signature", "signature");
  if (!signature) return signature.error();
  const auto timestamp = pick(headers, "X-Connectify-Timestamp", "timestamp");
  if (!timestamp) return timestamp.error();
  return verify(signature->value_or(std::string_view()), *timestamp, body, now);
}

// All are compared with all, whichever fits first: how long it takes tells nothing.
Result<void> WebhookVerifier::check_digest(const WebhookSignature& signature, std::string_view body) const {
  bool genuine = false;
  for (const secrets::Secret& secret : secrets_) {
    const auto expected = signature.timestamp ? secrets::hmac_sha256(secret, {signature.timestamp_text, ".", body})
                                              : secrets::hmac_sha256(secret, {body});
    if (!expected) return expected.error();
    for (const secrets::Digest& digest : signature.digests) {
      const bool fits = secrets::equal_digests(digest, *expected);
      genuine = genuine || fits;
    }
  }
  if (genuine) return {};
  return validation_error("signature", "mismatch",
                          "The signature is not of this body under this secret; give the body's raw bytes, before any "
                          "parsing, and the secret of this webhook.");
}

Result<void> WebhookVerifier::check_age(const std::optional<std::int64_t>& signed_at, std::int64_t now) const {
  if (!signed_at) {
    if (allow_missing_timestamp_) return {};
    return validation_error("timestamp", "missing",
                            "Nothing that was signed says when; such a delivery could be an old one sent again. Allow "
                            "it with allow_missing_timestamp if your sender knows no better.");
  }
  // In this order no sum overflows: the body's number may be any.
  const std::string beyond = "more than " + std::to_string(tolerance_) + " seconds";
  if (*signed_at < now - tolerance_) {
    return validation_error("timestamp", "too_old",
                            "The delivery was signed " + beyond + " ago; is it an old one, or this clock wrong?");
  }
  if (*signed_at > now + tolerance_) {
    return validation_error("timestamp", "in_future",
                            "The delivery was signed " + beyond + " in the future; is this clock right?");
  }
  return {};
}

Result<void> WebhookVerifier::remember(const std::string& identity, const WebhookEvent& event) {
  const std::int64_t until = event.signed_at ? *event.signed_at + tolerance_ : event.verified_at + kMemory;
  const std::lock_guard lock(mutex_);
  const auto known = seen_.find(identity);
  if (known != seen_.end() && known->second >= event.verified_at) {
    return validation_error("id", "replayed",
                            "This event was let through before; answer 200 and do nothing if it was you who asked for "
                            "it again.");
  }
  if (known == seen_.end() && seen_.size() >= replay_capacity_) {
    std::erase_if(seen_, [&](const auto& entry) { return entry.second < event.verified_at; });
    // Forgetting one that could still come again would let it through twice.
    if (seen_.size() >= replay_capacity_) {
      return validation_error("id", "replay_cache_full",
                              "More events came than are remembered; answer 503, or raise replay_capacity.");
    }
  }
  seen_[identity] = until;
  return {};
}

// What came before was taken care of then; what cannot be remembered may come again later; the rest never will do.
int webhook_status(std::string_view rule) noexcept {
  if (rule.empty() || rule == "replayed") return 200;
  if (rule == "too_large") return 413;
  return rule == "replay_cache_full" ? 503 : 400;
}

}  // namespace cfy::client
