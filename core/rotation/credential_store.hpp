#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::rotation {

// A new credential before it is the one in use.
struct Pending {
  std::string request;  // as in Issuer::create()
  std::string id;
  secrets::Secret value;
};

// Where the programs that use a credential read it. It has two stages, current and pending (AWSCURRENT and AWSPENDING
// where a manager has names for them): programs see the first alone. Each operation is whole and durable once it has
// answered, and can be repeated. One thread at a time.
class CredentialStore {
 public:
  CredentialStore() = default;
  CredentialStore(const CredentialStore&) = delete;
  CredentialStore& operator=(const CredentialStore&) = delete;
  virtual ~CredentialStore() = default;

  virtual Result<secrets::Secret> current() = 0;
  virtual Result<std::optional<Pending>> pending() = 0;
  // In the place of another pending one, if there is one.
  virtual Result<void> put_pending(const Pending& pending) = 0;
  // Makes it the current one, in one step for who reads; afterwards none is pending.
  virtual Result<void> promote(const Pending& pending) = 0;
  virtual Result<void> drop_pending() = 0;
};

}  // namespace cfy::rotation
