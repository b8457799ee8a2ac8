#include "sandbox/dashboard/test_delivery.hpp"

#include <algorithm>
#include <utility>

#include "sandbox/loopback_client.hpp"
#include "sandbox/routes.hpp"
#include "secrets/credential.hpp"
#include "secrets/hmac.hpp"
#include "secrets/redactor.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr std::size_t kMostShown = 2000;  // bytes of the answer

struct Wish {
  LoopbackUrl url;
  std::string type;
  bool timed = true;
};

std::string text_of(const json& wish, const char* name) {
  const auto found = wish.is_object() ? wish.find(name) : wish.end();
  return found != wish.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// As event types are: words of small letters with full stops between them.
bool is_event_type(const std::string& type) {
  constexpr std::size_t kLongest = 64;
  return !type.empty() && type.size() <= kLongest &&
         std::ranges::all_of(type, [](char c) { return (c >= 'a' && c <= 'z') || c == '.' || c == '_'; });
}

Result<Wish> read(const json& wish) {
  auto url = parse_loopback_url(text_of(wish, "url"));
  if (!url) return std::move(url).error();
  const std::string type = text_of(wish, "type");
  if (!is_event_type(type)) return validation_error("type", "form", "A type is like device.updated.");
  const std::string form = text_of(wish, "form");
  if (form != "timed" && form != "plain") return validation_error("form", "enum", "The form is timed or plain.");
  return Wish{std::move(*url), type, form == "timed"};
}

// The two headers of the specification, or the one.
Result<FieldList> sign(const secrets::Secret& secret, const std::string& body, std::optional<std::int64_t> time) {
  if (!time) {
    const auto digest = secrets::hmac_sha256(secret, {body});
    if (!digest) return digest.error();
    return FieldList{{"X-Connectify-Signature", "sha256=" + secrets::hex_of(*digest)}};
  }
  const std::string text = std::to_string(*time);
  const auto digest = secrets::hmac_sha256(secret, {text, ".", body});
  if (!digest) return digest.error();
  return FieldList{{"X-Connectify-Signature", "t=" + text + ",v1=" + secrets::hex_of(*digest)},
                   {"X-Connectify-Timestamp", text}};
}

}  // namespace

Result<secrets::Secret> TestDeliveries::make_secret() {
  auto secret = secrets::make_credential(secrets::CredentialKind::webhook_secret, true);
  if (!secret) return secret;
  const std::lock_guard lock(mutex_);
  secret_ = *secret;
  return secret;
}

Result<json> TestDeliveries::send(const json& wish) {
  const auto wanted = read(wish);
  if (!wanted) return wanted.error();
  std::optional<secrets::Secret> secret;
  {
    const std::lock_guard lock(mutex_);
    secret = secret_;
  }
  if (!secret) return make_error(ErrorCode::conflict, "Make a signing secret first, and give it to the receiver.");
  const json event = record_event(database_, clock_, {{"type", wanted->type}, {"data", {{"test", true}}}});
  const std::string body = event.dump();
  const auto now = std::chrono::system_clock::to_time_t(clock_.wall_now());
  auto headers = sign(*secret, body, wanted->timed ? std::optional<std::int64_t>(now) : std::nullopt);
  if (!headers) return std::move(headers).error();
  headers->emplace_back("Content-Type", "application/json");
  headers->emplace_back("User-Agent", "connectify-sandbox");
  auto delivered = post_to_loopback(wanted->url, *headers, body);
  if (!delivered) return std::move(delivered).error();
  const std::string answer = delivered->body.substr(0, kMostShown);
  return json{{"event", event},
              {"signature", headers->front().second},
              {"status", delivered->status},
              {"content_type", delivered->content_type},
              {"body", secrets::Redactor::of_process()->redact(answer).value_or(answer)},
              {"ms", delivered->time.count()}};
}

}  // namespace cfy::sandbox
