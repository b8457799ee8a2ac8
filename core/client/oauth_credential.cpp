#include "client/oauth_credential.hpp"

#include <algorithm>
#include <array>

#include "client/authorization_line.hpp"
#include "oauth/dpop_key.hpp"
#include "oauth/proofs.hpp"

namespace cfy::client {
namespace {

constexpr int kUnauthorized = 401;

constexpr std::string_view kUnbound = "exchange_unbound";

// Whether the server, or what it gave us, has no such narrower token, rather than that it can't be had just now. One that
// answers with more than was asked for is no such server: that stays an error.
bool cannot_be_narrowed(const Error& error) {
  if (error.rule == "login_needed" || error.rule == kUnbound || (error.rule == "scope_wider" && error.field == "scope"))
    return true;
  constexpr std::array<std::string_view, 5> kCodes = {"invalid_scope", "unauthorized_client", "unsupported_grant_type",
                                                      "invalid_request", "invalid_target"};
  return std::find(kCodes.begin(), kCodes.end(), error.api_code) != kCodes.end();
}

// What can be put into a header again.
bool is_plain(const std::string& nonce) {
  return !nonce.empty() && nonce.size() <= 1024 &&
         std::all_of(nonce.begin(), nonce.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

OAuthCredential::OAuthCredential(std::shared_ptr<oauth::Client> login, std::vector<std::string> scope)
    : login_(std::move(login)),
      scope_(std::move(scope)),
      way_(scope_.empty() ? Way::not_at_all : Way::refresh),
      exchanged_([this](const oauth::Tokens* /*present*/) { return exchange(); }) {}

// What could not be done is not tried at each call again; that is known once another way has led to a token.
Result<oauth::TokenCache::Held> OAuthCredential::tokens() {
  for (Way way = way_;; way = way == Way::refresh ? Way::exchange : Way::not_at_all) {
    Result<oauth::TokenCache::Held> held = tokens_by(way);
    if (held) way_ = way;
    if (held || way == Way::not_at_all || !cannot_be_narrowed(held.error())) return held;
  }
}

Result<oauth::TokenCache::Held> OAuthCredential::tokens_by(Way way) {
  if (way == Way::refresh) return login_->tokens(scope_);
  return way == Way::exchange ? exchanged_.tokens() : login_->tokens();
}

Result<oauth::Tokens> OAuthCredential::exchange() {
  const Result<oauth::TokenCache::Held> whole = login_->tokens();
  if (!whole) return whole.error();
  if ((*whole)->dpop) {
    Error error = make_error(ErrorCode::oauth, "A token that is bound to a key is not given for one that is not.");
    error.rule = kUnbound;
    return error;
  }
  oauth::TokenExchange wish;
  wish.subject_token = (*whole)->access_token;
  return login_->exchange(wish, scope_, login_->resource());
}

Result<oauth::TokenCache::Held> OAuthCredential::use_in(transport::Request& request) {
  Result<oauth::TokenCache::Held> held = tokens();
  if (!held) return held;
  const oauth::TokenCache::Held tokens = *held;
  Result<secrets::Secret> line = authorization_line(tokens->dpop ? "DPoP" : "Bearer", tokens->access_token);
  if (!line) return std::move(line).error();
  request.authorization = *std::move(line);
  if (!tokens->key) return held;
  request.renew = [this, tokens, before = request.renew,
                   lines = request.headers.size()](transport::Request& again) -> Result<void> {
    again.headers.resize(std::min(lines, again.headers.size()));
    if (before) {
      if (Result<void> renewed = before(again); !renewed) return renewed;
    }
    return add_proof(again, *tokens);
  };
  return held;
}

Result<void> OAuthCredential::add_proof(transport::Request& request, const oauth::Tokens& tokens) {
  std::string nonce;
  {
    const std::scoped_lock lock(mutex_);
    nonce = nonce_;
  }
  const Result<std::string> proof = oauth::make_dpop_proof(
      tokens.key->signer(),
      {.method = request.method, .url = request.url, .access_token = &tokens.access_token, .nonce = nonce});
  if (!proof) return proof.error();
  request.headers.push_back("DPoP: " + *proof);
  return {};
}

bool OAuthCredential::learn(const transport::Response& response, const oauth::Tokens& used) {
  if (is_plain(response.dpop_nonce)) {
    const std::scoped_lock lock(mutex_);
    nonce_ = response.dpop_nonce;
  }
  if (response.status != kUnauthorized) return false;
  if (response.challenge.find("use_dpop_nonce") != std::string::npos) return true;
  // Whichever of them it was: another one's refusal changes nothing.
  login_->refused({}, used.access_token);
  if (!scope_.empty()) login_->refused(scope_, used.access_token);
  exchanged_.refused(used.access_token);
  return true;
}

}  // namespace cfy::client
