#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "sandbox/message.hpp"
#include "sandbox/oauth/tickets.hpp"
#include "secrets/secret.hpp"

namespace cfy::sandbox {

// DPoP (RFC 9449) as the server sees it. Every proof has to bear a nonce of this server's, which changes every five
// minutes; the one before goes on counting. Any thread.
class DpopChecker {
 public:
  DpopChecker(TicketStore& tickets, const Clock& clock);

  // The thumbprint of the key that signed the request's proof; empty if it bears none. `access_token` is what is sent
  // along to the API, or null. Refused: use_dpop_nonce, and invalid_dpop_proof (two proofs, a proof that was used
  // before, and whatever is wrong with it).
  Result<std::string> check(const Request& request, std::string_view url, const secrets::Secret* access_token);

  // The nonce to use now.
  std::string nonce();

 private:
  struct Nonces {
    std::string current;
    std::string previous;
  };
  Nonces nonces();

  TicketStore& tickets_;
  const Clock& clock_;
  std::mutex mutex_;
  Nonces nonces_;
  std::chrono::steady_clock::time_point made_;
};

}  // namespace cfy::sandbox
