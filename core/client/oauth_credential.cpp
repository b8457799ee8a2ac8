#include "client/oauth_credential.hpp"

#include <algorithm>

#include "client/authorization_line.hpp"
#include "oauth/dpop_key.hpp"
#include "oauth/proofs.hpp"

namespace cfy::client {
namespace {

constexpr int kUnauthorized = 401;

// What can be put into a header again.
bool is_plain(const std::string& nonce) {
  return !nonce.empty() && nonce.size() <= 1024 &&
         std::all_of(nonce.begin(), nonce.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

Result<oauth::TokenCache::Held> OAuthCredential::use_in(transport::Request& request) {
  Result<oauth::TokenCache::Held> held = login_->tokens();
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
  login_->refused({}, used.access_token);
  return true;
}

}  // namespace cfy::client
