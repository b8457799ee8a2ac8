/**
 * @file connectify/webhook.hpp
 * @brief The C++ face of <connectify/webhook.h>. Included by <connectify/connectify.hpp>.
 */
#ifndef CONNECTIFY_WEBHOOK_HPP
#define CONNECTIFY_WEBHOOK_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "error.hpp"
#include "webhook.h"

namespace connectify {

/// Tells the platform's deliveries from all others. Keep one for each endpoint: it remembers what it let through.
class WebhookVerifier {
 public:
  WebhookVerifier() {
    cfy_webhook_verifier* made = nullptr;
    detail::check(cfy_webhook_verifier_new(&made));
    handle_.reset(made);
  }
  explicit WebhookVerifier(std::string_view secret) : WebhookVerifier() { add_secret(secret); }

  /// The present one and, while it is rolled, the one before.
  WebhookVerifier& add_secret(std::string_view value) {
    cfy_secret* made = nullptr;
    detail::check(cfy_secret_new(value.data(), value.size(), &made));
    const detail::Handle<cfy_secret, cfy_secret_free> secret(made);
    detail::check(cfy_webhook_verifier_add_secret(handle_.get(), secret.get()));
    return *this;
  }
  WebhookVerifier& add_secret(const cfy_secret* secret) {
    detail::check(cfy_webhook_verifier_add_secret(handle_.get(), secret));
    return *this;
  }
  WebhookVerifier& add_secret_file(const std::string& path) {
    detail::check(cfy_webhook_verifier_add_secret_file(handle_.get(), path.c_str()));
    return *this;
  }
  WebhookVerifier& set(const std::string& name, std::string_view value) {
    detail::check(cfy_webhook_verifier_set(handle_.get(), name.c_str(), value.data(), value.size()));
    return *this;
  }

  /// How many bytes of a body a server has to read at most.
  std::size_t max_body() const noexcept { return cfy_webhook_verifier_max_body(handle_.get()); }

  /// JSON: what the delivery says about itself. Throws ValidationError for one that is not to be believed.
  std::string verify(std::string_view signature, std::optional<std::string_view> timestamp, std::string_view body,
                     std::int64_t at = CFY_WEBHOOK_NOW) {
    cfy_buffer* event = nullptr;
    detail::check(cfy_webhook_verify(handle_.get(), signature.data() == nullptr ? "" : signature.data(),
                                     signature.size(), timestamp ? timestamp->data() : nullptr,
                                     timestamp ? timestamp->size() : 0, body.data(), body.size(), at, &event));
    return Buffer(event).str();
  }
  /// The same with the headers as they came: one that came twice stands twice.
  std::string verify(const std::vector<std::pair<std::string, std::string>>& headers, std::string_view body,
                     std::int64_t at = CFY_WEBHOOK_NOW) {
    cfy_params* made = nullptr;
    detail::check(cfy_params_new(&made));
    const detail::Handle<cfy_params, cfy_params_free> fields(made);
    for (const auto& [name, value] : headers) {
      detail::check(cfy_params_append_string(fields.get(), name.c_str(), value.data(), value.size()));
    }
    cfy_buffer* event = nullptr;
    detail::check(cfy_webhook_verify_headers(handle_.get(), fields.get(), body.data(), body.size(), at, &event));
    return Buffer(event).str();
  }
  cfy_webhook_verifier* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<cfy_webhook_verifier, cfy_webhook_verifier_free> handle_;
};

/// The HTTP status to answer a delivery with that was refused by this rule.
inline int webhook_status(const std::string& rule) noexcept { return cfy_webhook_status(rule.c_str()); }

}  // namespace connectify

#endif
