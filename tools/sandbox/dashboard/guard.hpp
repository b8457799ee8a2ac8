#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sandbox/message.hpp"
#include "secrets/secret.hpp"

namespace cfy::sandbox {

// Who may speak to the dashboard. A page of another site can make a browser ask this machine for things, and under a
// name that it made lead here (DNS rebinding); so requests have to name this very address, come from no other origin,
// and bear a token that is in the printed address alone. There are no cookies for a browser to add by itself.
class Guard {
 public:
  // `origin` is the sandbox's own, `https://127.0.0.1:PORT`.
  Guard(std::string origin, secrets::Secret token);

  // Refuses a request that was meant for another host (421), or that another origin sent (403).
  [[nodiscard]] std::optional<Reply> check_origin(const Request& request) const;
  // Refuses a request without the token (401).
  [[nodiscard]] std::optional<Reply> check_token(const Request& request) const;

  // Where a person finds the dashboard: the token is behind the `#`, which browsers send to nobody.
  [[nodiscard]] std::string address() const;

 private:
  std::string origin_;
  secrets::Secret token_;
};

}  // namespace cfy::sandbox
