#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/result.hpp"
#include "oauth/client.hpp"
#include "transport/http.hpp"

namespace cfy::client {

// The access tokens of an OAuth login as a client's credential (RFC 6750, RFC 9449). Any number of threads.
class OAuthCredential {
 public:
  explicit OAuthCredential(std::shared_ptr<oauth::Client> login) : login_(std::move(login)) {}

  // Puts a token that is good now into the request, with a new proof for each attempt where it is bound to a key;
  // answers which it is. May ask the authorization server, and wait.
  Result<oauth::TokenCache::Held> use_in(transport::Request& request);

  [[nodiscard]] const std::shared_ptr<oauth::Client>& login() const noexcept { return login_; }

  // What the API says of a request's token. Whether another try may be answered better: with another token than the one
  // that was refused, or with the nonce that was asked for.
  bool learn(const transport::Response& response, const oauth::Tokens& used);

 private:
  Result<void> add_proof(transport::Request& request, const oauth::Tokens& tokens);

  const std::shared_ptr<oauth::Client> login_;
  std::mutex mutex_;
  std::string nonce_;  // the API's last one; guarded by mutex_
};

}  // namespace cfy::client
