#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "sandbox/database.hpp"

namespace cfy::sandbox {

// The method by which a client shows a certificate (RFC 8705 section 2.1).
inline constexpr std::string_view kTlsClientAuth = "tls_client_auth";

// A client of the authorization server, with what it registered (RFC 7591 section 2).
struct OAuthClient {
  std::string id;
  std::string name;
  std::string authentication;  // `token_endpoint_auth_method`
  std::vector<std::string> redirect_uris;
  std::vector<std::string> grant_types;
  std::string scope;               // the most that it may ask for
  nlohmann::json jwks;             // for private_key_jwt; else null
  bool dpop_bound = false;         // gets no token that is not bound to a key (RFC 9449 section 5.2)
  std::string certificate;         // the subject of its certificate, for tls_client_auth (RFC 8705 section 2.1)
  bool certificate_bound = false;  // its tokens are good with its certificate alone (section 3)
  bool pushes = false;             // has to push its authorization requests (RFC 9126 section 6)
  std::string secret_sha256;       // empty: it has none
  // The secret before that, which goes on working for a while, so that a change leaves nobody out.
  std::string previous_sha256;
  std::int64_t previous_until = 0;
  std::string registration_sha256;  // of the token that may change it (RFC 7592)

  [[nodiscard]] bool is_public() const noexcept { return authentication == "none"; }
  [[nodiscard]] bool may_use(std::string_view grant_type) const noexcept;
  // To the byte; but any port will do on 127.0.0.1 and [::1], which are chosen at random (RFC 8252 section 7.3).
  [[nodiscard]] bool has_redirect_uri(std::string_view uri) const;
  [[nodiscard]] bool has_secret(std::string_view secret, std::int64_t now) const;
};

// The registered clients. Each throws DatabaseError.
class ClientStore {
 public:
  explicit ClientStore(Database& database) noexcept : database_(database) {}

  std::optional<OAuthClient> find(std::string_view id);
  std::vector<OAuthClient> all();  // in the order in which they were last put
  // Takes the place of one of the same id.
  void put(const OAuthClient& client);
  void remove(std::string_view id);

 private:
  Database& database_;
};

// Whether an address is http on 127.0.0.1 or [::1].
bool is_loopback(std::string_view uri);

}  // namespace cfy::sandbox
