#pragma once

#include <map>
#include <memory>
#include <string>

#include "client/client.hpp"
#include "client/settings.hpp"
#include "rotation/issuer.hpp"

namespace cfy::client {

// The platform's API keys. A key that a rotation made bears the request in its name (`NAME.rot-REQUEST`), so that one
// whose answer was lost is found again.
class KeyIssuer final : public rotation::Issuer {
 public:
  struct Options {
    SettingArguments settings;    // where the platform is, and the API secret that changes of keys are signed with
    secrets::Secret authority{};  // a key with keys:admin that is not rotated; empty: the rotated key changes itself
    std::string scope{};          // of new keys, less than the old one's; empty: the same
    bool revoke_grants = false;   // after a compromise, what users granted to the application too
  };
  explicit KeyIssuer(Options options) : options_(std::move(options)) {}

  Result<std::vector<rotation::Live>> list(const secrets::Secret& with) override;
  Result<std::string> terms_of_successor(const std::string& terms) override;
  Result<rotation::Issued> create(const std::string& request, const std::string& terms,
                                  const secrets::Secret& with) override;
  Result<void> verify(const rotation::Issued& fresh) override;
  Result<void> revoke(const std::string& id, const secrets::Secret& with) override;
  Result<void> revoke_family(const secrets::Secret& with) override;
  [[nodiscard]] bool independent() const noexcept override { return !options_.authority.empty(); }

 private:
  // With the authority, or else with this key.
  Result<Client*> client_of(const secrets::Secret& with);
  Result<Client*> client_with(const secrets::Secret& key);

  const Options options_;
  std::map<std::string, std::shared_ptr<Client>> clients_;  // by the key's digest
};

}  // namespace cfy::client
