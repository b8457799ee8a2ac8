#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "oauth/dpop_key.hpp"
#include "oauth/form_request.hpp"
#include "secrets/private_file.hpp"
#include "transport/engine_holder.hpp"

namespace cfy::oauth {

// How the authorization server is reached.
struct SenderSettings {
  transport::ExchangeSettings exchange;  // answers over 1 MiB are refused, whatever its limits say
  transport::PacingSettings pacing;
  std::chrono::milliseconds timeout{30'000};
  std::chrono::milliseconds connect_timeout{5'000};
  int max_retries = 2;
};

// An endpoint's answer; wiped when it goes.
struct Reply {
  int status = 0;
  std::string content_type;
  secrets::PrivateText body;
  transport::AddressClass peer;
};

// Sends requests to the endpoints of one authorization server. No redirect is ever followed (oauth, rule
// endpoint_redirect): it would take credentials elsewhere. A form is sent again only where nothing of it had been sent,
// since codes and refresh tokens are good once. Any number of threads.
class Sender {
 public:
  // Makes a request anew for each time that it is sent: an assertion is good once.
  using Make = std::function<Result<FormRequest>()>;

  explicit Sender(SenderSettings settings);

  // Public documents: metadata, keys. `field` names the endpoint in errors, here and below.
  Result<Reply> get(const std::string& url, std::string_view field, transport::AddressRule addresses);

  // With a proof by `key`, if there is one: when the server asks for a nonce, once more with it (RFC 9449 section 8); a
  // second time is refused (oauth, rule dpop_nonce_again).
  Result<Reply> post(const Make& make, std::string_view field, const DpopKey* key,
                     transport::Cancellation* cancellation);

  void close() { engine_.close(); }
  // Whether a certificate is shown to the server.
  [[nodiscard]] bool shows_certificate() const noexcept { return engine_.settings().tls.identity != nullptr; }
  [[nodiscard]] const SenderSettings& settings() const noexcept { return settings_; }

 private:
  Result<Reply> perform(transport::Request request, std::string_view field, transport::Cancellation* cancellation);
  [[nodiscard]] transport::Request new_request() const;
  Result<void> load(transport::Request& request, const Make& make, const DpopKey* key);
  void keep_nonce(const std::string& url, const std::string& nonce);
  [[nodiscard]] std::string nonce_for(const std::string& url);

  const SenderSettings settings_;
  transport::EngineHolder engine_;
  std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> nonces_;  // the last of each origin; guarded by mutex_
};

}  // namespace cfy::oauth
