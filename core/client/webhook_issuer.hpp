#pragma once

#include <memory>
#include <string>

#include "client/client.hpp"
#include "rotation/issuer.hpp"

namespace cfy::client {

// The secret of one webhook. The platform signs with the old one as well for a day after it was rolled, and lets it go
// by itself: there is nothing to revoke, and a receiver takes both meanwhile.
class WebhookIssuer final : public rotation::Issuer {
 public:
  WebhookIssuer(std::shared_ptr<Client> client, std::string id) : client_(std::move(client)), id_(std::move(id)) {}

  Result<std::vector<rotation::Live>> list(const secrets::Secret& with) override;
  Result<rotation::Issued> create(const std::string& request, const std::string& terms,
                                  const secrets::Secret& with) override;
  Result<void> verify(const rotation::Issued& fresh) override;
  Result<void> revoke(const std::string& /*id*/, const secrets::Secret& /*with*/) override { return {}; }
  Result<void> revoke_family(const secrets::Secret& /*with*/) override { return {}; }
  [[nodiscard]] bool independent() const noexcept override { return true; }

 private:
  const std::shared_ptr<Client> client_;
  const std::string id_;
};

}  // namespace cfy::client
