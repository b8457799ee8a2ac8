#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "oauth/client.hpp"
#include "oauth/token_cache.hpp"
#include "transport/http.hpp"

namespace cfy::client {

// The access tokens of an OAuth login as a client's credential (RFC 6750, RFC 9449). Any number of threads.
//
// One that is narrowed asks the server for tokens that can do no more than its scope: by a refresh with that scope (RFC
// 6749 section 6; of client credentials, by asking for it), else by exchanging the login's token (RFC 8693). Where the
// server does neither, it acts with the login's own, and the scope is the client's alone to keep.
class OAuthCredential {
 public:
  explicit OAuthCredential(std::shared_ptr<oauth::Client> login) : OAuthCredential(std::move(login), {}) {}
  // `scope`: what the tokens are to be narrowed to; empty: all that the login has.
  OAuthCredential(std::shared_ptr<oauth::Client> login, std::vector<std::string> scope);

  [[nodiscard]] std::shared_ptr<OAuthCredential> narrowed_to(std::vector<std::string> scope) const {
    return std::make_shared<OAuthCredential>(login_, std::move(scope));
  }

  // Puts a token that is good now into the request, with a new proof for each attempt where it is bound to a key;
  // answers which it is. May ask the authorization server, and wait.
  Result<oauth::TokenCache::Held> use_in(transport::Request& request);

  [[nodiscard]] const std::shared_ptr<oauth::Client>& login() const noexcept { return login_; }

  // What the API says of a request's token. Whether another try may be answered better: with another token than the one
  // that was refused, or with the nonce that was asked for.
  bool learn(const transport::Response& response, const oauth::Tokens& used);

  // What the login is known to be granted, without asking the server; nothing if that is not known yet.
  Result<std::optional<std::vector<std::string>>> granted() { return login_->granted(); }

 private:
  // How tokens are narrowed, in the order in which it is tried.
  enum class Way : std::uint8_t { refresh, exchange, not_at_all };

  Result<oauth::TokenCache::Held> tokens();
  Result<oauth::TokenCache::Held> tokens_by(Way way);
  Result<oauth::Tokens> exchange();
  Result<void> add_proof(transport::Request& request, const oauth::Tokens& tokens);

  const std::shared_ptr<oauth::Client> login_;
  const std::vector<std::string> scope_;
  std::atomic<Way> way_;
  oauth::TokenCache exchanged_;
  std::mutex mutex_;
  std::string nonce_;  // the API's last one; guarded by mutex_
};

}  // namespace cfy::client
