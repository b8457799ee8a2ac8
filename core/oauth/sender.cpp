#include "oauth/sender.hpp"

#include <algorithm>

#include "oauth/proofs.hpp"
#include "oauth/refusal.hpp"
#include "oauth/token_answer.hpp"
#include "transport/redirect.hpp"

namespace cfy::oauth {
namespace {

constexpr std::size_t kMostSentBytes = 1U << 20U;
constexpr std::size_t kMostNonce = 1024;

transport::ExchangeSettings limited(transport::ExchangeSettings settings) {
  settings.limits.body_bytes = std::min(settings.limits.body_bytes, kMostSentBytes);
  return settings;
}

// RFC 9449 section 8.1: characters that fit into a header and a JSON string.
bool is_nonce(std::string_view text) {
  return !text.empty() && text.size() <= kMostNonce &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F && c != '"' && c != '\\'; });
}

bool asks_for_nonce(const Reply& reply, std::string_view field) {
  if (reply.status != 400 && reply.status != 401) return false;
  return read_error_answer(reply.status, reply.content_type, reply.body.view(), field).api_code == "use_dpop_nonce";
}

}  // namespace

Sender::Sender(SenderSettings settings)
    : settings_(std::move(settings)), engine_(limited(settings_.exchange), settings_.pacing) {}

transport::Request Sender::new_request() const {
  transport::Request request;
  request.timeout = settings_.timeout;
  request.connect_timeout = settings_.connect_timeout;
  request.retry.max_retries = settings_.max_retries;
  return request;
}

Result<Reply> Sender::get(const std::string& url, std::string_view field, transport::AddressRule addresses) {
  transport::Request request = new_request();
  request.method = "GET";
  request.url = url;
  request.retry.repeatable = true;
  request.addresses = addresses;
  return perform(std::move(request), field, nullptr);
}

Result<Reply> Sender::post(const Make& make, std::string_view field, const DpopKey* key,
                           transport::Cancellation* cancellation) {
  transport::Request request = new_request();
  request.method = "POST";
  request.renew = [this, &make, key](transport::Request& again) { return load(again, make, key); };
  // Once here already, so that what cannot be made is told before anything is begun, and the address is known.
  if (Result<void> loaded = load(request, make, key); !loaded) return std::move(loaded).error();
  Result<Reply> reply = perform(request, field, cancellation);
  if (!reply || key == nullptr || !asks_for_nonce(*reply, field)) return reply;
  reply = perform(std::move(request), field, cancellation);
  if (!reply || !asks_for_nonce(*reply, field)) return reply;
  return refused(std::string(field), "dpop_nonce_again",
                 "The authorization server refuses the nonce that it has just given out; report it to its operator.");
}

Result<void> Sender::load(transport::Request& request, const Make& make, const DpopKey* key) {
  Result<FormRequest> made = make();
  if (!made) return std::move(made).error();
  request.url = std::move(made->url);
  request.authorization = std::move(made->authorization);
  request.secret_body = std::move(made->body);
  request.content_type = "application/x-www-form-urlencoded";
  request.addresses = made->addresses;
  request.headers.clear();
  if (key == nullptr) return {};
  const std::string nonce = nonce_for(request.url);
  const Result<std::string> proof =
      make_dpop_proof(key->signer(), {.method = request.method, .url = request.url, .nonce = nonce});
  if (!proof) return proof.error();
  request.headers.push_back("DPoP: " + *proof);
  return {};
}

Result<Reply> Sender::perform(transport::Request request, std::string_view field,
                              transport::Cancellation* cancellation) {
  const Result<transport::Engine*> engine = engine_.get();
  if (!engine) return engine.error();
  const std::string url = request.url;
  Result<transport::Response> response = (*engine)->perform(std::move(request), cancellation);
  if (!response) return std::move(response).error();
  keep_nonce(url, response->dpop_nonce);
  Reply reply{response->status, std::move(response->content_type), secrets::PrivateText(std::move(response->body)),
              response->peer};
  if (!transport::is_redirect(reply.status)) return reply;
  Error error = refused(std::string(field), "endpoint_redirect",
                        "The authorization server redirects a request that may not go elsewhere (" +
                            std::string(field) + "); correct the issuer or its metadata.");
  error.http_status = reply.status;
  return error;
}

void Sender::keep_nonce(const std::string& url, const std::string& nonce) {
  if (!is_nonce(nonce)) return;
  const std::scoped_lock lock(mutex_);
  nonces_.insert_or_assign(std::string(transport::origin_of(url)), nonce);
}

std::string Sender::nonce_for(const std::string& url) {
  const std::scoped_lock lock(mutex_);
  const auto known = nonces_.find(transport::origin_of(url));
  return known == nonces_.end() ? std::string() : known->second;
}

}  // namespace cfy::oauth
