#include "client/webhook_issuer.hpp"

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "sanitize/date_time.hpp"
#include "secrets/credential.hpp"

namespace cfy::client {
namespace {

using nlohmann::json;

constexpr int kPageSize = 100;

}  // namespace

Result<std::vector<rotation::Live>> WebhookIssuer::list(const secrets::Secret& /*with*/) {
  for (int offset = 0;; offset += kPageSize) {
    const auto answer = client_->call("webhooks.list", json{{"limit", kPageSize}, {"offset", offset}}.dump(), {});
    if (!answer) return answer.error();
    const json page = json::parse(answer->json());
    for (const json& webhook : page.at("webhooks")) {
      if (webhook.at("id") != id_) continue;
      const auto made = sanitize::unix_seconds_of(webhook.at("created_at").get_ref<const std::string&>()).value_or(0);
      return std::vector<rotation::Live>{{id_, {}, std::chrono::system_clock::from_time_t(made), {}}};
    }
    if (page.at("webhooks").size() < kPageSize) {
      return make_error(ErrorCode::not_found, "There is no webhook " + id_ + ": look with `connectify webhooks list`.");
    }
  }
}

Result<rotation::Issued> WebhookIssuer::create(const std::string& request, const std::string& /*terms*/,
                                               const secrets::Secret& /*with*/) {
  CallOptions options;
  options.idempotency_key = request;
  const auto answer = client_->call("webhooks.roll_secret", json{{"id", id_}}.dump(), options);
  if (!answer) return answer.error();
  json rolled = json::parse(answer->json());
  auto& text = rolled.at("secret").get_ref<std::string&>();
  auto value = secrets::Secret::copy_of(text);
  secrets::wipe(text);
  if (!value) return std::move(value).error();
  // The secrets of a webhook have no names: this one is told from the last by its request.
  return rotation::Issued{id_ + "#" + request, *std::move(value), system_clock().wall_now()};
}

// There is no call that bears it: that it came whole is what can be said.
Result<void> WebhookIssuer::verify(const rotation::Issued& fresh) {
  const auto shape = secrets::inspect_credential(fresh.value.reveal());
  if (shape && shape->kind == secrets::CredentialKind::webhook_secret && shape->checksum_holds) return {};
  return validation_error("secret", "credential", "What the platform gave is no webhook's secret, or not whole.");
}

}  // namespace cfy::client
