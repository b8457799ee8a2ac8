#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "sandbox/auth.hpp"
#include "sandbox/message.hpp"
#include "sandbox/oauth/realm.hpp"
#include "sandbox/oauth/seed_clients.hpp"

namespace cfy::sandbox {

// A clock that is wrong by some seconds.
class ShiftedClock final : public Clock {
 public:
  ShiftedClock(const Clock& clock, std::chrono::seconds offset) noexcept : clock_(clock), offset_(offset) {}
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const noexcept override;
  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const noexcept override;

 private:
  const Clock& clock_;
  std::chrono::seconds offset_;
};

// The sandbox's OAuth 2.0 authorization server, whose issuer is `/oauth` on the sandbox's own address. Any thread.
class AuthorizationServer {
 public:
  // Makes the signing key, the clients (`shown` among them) and the users' passwords anew. Its clock is `clock_offset` ahead. Errors
  // (internal): OpenSSL fails. Throws DatabaseError.
  static Result<std::unique_ptr<AuthorizationServer>> make(Database& database, const Clock& clock,
                                                           const RealmOptions& options, const TlsClient& shown,
                                                           std::chrono::seconds clock_offset);

  // Whether requests to this path are for the authorization server rather than the API.
  static bool owns(std::string_view path) noexcept;
  Reply respond(const Request& request);
  // Makes an answer of respond() wrong in the way of the fault.
  void spoil(const Fault& fault, Reply& reply) const;

  // The API's side: what the request's access token may do, or the refusal.
  std::optional<Reply> authenticate(const Request& request, Principal& principal);

  // What the owner of the sandbox sees and changes without a registration token; the forms are those of
  // client_registration.hpp.
  nlohmann::json clients();
  Result<nlohmann::json> add_client(const nlohmann::json& metadata);
  bool remove_client(std::string_view id);
  [[nodiscard]] const ScopeSet& scopes() const noexcept { return realm_.scopes; }

  // For the state file: `issuer`, `client_id`, `clients` by name, `users`.
  [[nodiscard]] const nlohmann::json& state() const noexcept { return state_; }

 private:
  AuthorizationServer(Database& database, const Clock& clock, const RealmOptions& options, const TlsClient& shown,
                      std::chrono::seconds clock_offset, oauth::Signer signer);

  // What the next proof is to bear (RFC 9449 section 8.2).
  void offer_nonce(const Request& request, Reply& reply);

  ShiftedClock clock_;
  Realm realm_;
  nlohmann::json state_;
};

}  // namespace cfy::sandbox
