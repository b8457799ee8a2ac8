#include "sandbox/oauth/authorization_server.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sandbox/envelope.hpp"
#include "sandbox/oauth/answer.hpp"
#include "sandbox/oauth/authorize.hpp"
#include "sandbox/oauth/client_registration.hpp"
#include "sandbox/oauth/device.hpp"
#include "sandbox/oauth/id_token.hpp"
#include "sandbox/oauth/interaction.hpp"
#include "sandbox/oauth/metadata.hpp"
#include "sandbox/oauth/pages.hpp"
#include "sandbox/oauth/resource.hpp"
#include "sandbox/oauth/seed_clients.hpp"
#include "sandbox/oauth/spoiled_answer.hpp"
#include "sandbox/oauth/token_endpoint.hpp"
#include "sandbox/oauth/token_management.hpp"
#include "sandbox/target.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

// The same for everybody, so that it may be kept a while.
Reply document(std::string body) { return {200, std::move(body), {{"Cache-Control", "max-age=60"}}, {}}; }
Reply show_metadata(Realm& realm, const Request&) { return document(server_metadata(realm).dump()); }
Reply show_resource(Realm& realm, const Request&) { return document(resource_metadata(realm).dump()); }
Reply show_keys(Realm& realm, const Request&) { return document(jwk_set(realm.signer)); }
Reply show_style(Realm&, const Request&) {
  Reply reply = document(style_sheet());
  reply.content_type = "text/css; charset=utf-8";
  return reply;
}

struct Endpoint {
  std::string_view path;  // one that ends in `/` has a name behind
  std::string_view method;
  Reply (*respond)(Realm&, const Request&);
};
constexpr std::array kEndpoints = {
    Endpoint{"/.well-known/oauth-authorization-server/oauth", "GET", show_metadata},
    Endpoint{"/oauth/.well-known/openid-configuration", "GET", show_metadata},
    Endpoint{"/.well-known/oauth-protected-resource/v1", "GET", show_resource},
    Endpoint{"/oauth/jwks", "GET", show_keys},
    Endpoint{"/oauth/style.css", "GET", show_style},
    Endpoint{"/oauth/authorize", "GET", authorize},
    Endpoint{"/oauth/authorize", "POST", authorize},
    Endpoint{"/oauth/par", "POST", push_authorization},
    Endpoint{"/oauth/login", "POST", login},
    Endpoint{"/oauth/consent", "GET", show_consent},
    Endpoint{"/oauth/consent", "POST", consent},
    Endpoint{"/oauth/token", "POST", token},
    Endpoint{"/oauth/revoke", "POST", revoke},
    Endpoint{"/oauth/introspect", "POST", introspect},
    // RFC 8705 section 5: where clients with a certificate turn to.
    Endpoint{"/oauth/mtls/par", "POST", push_authorization},
    Endpoint{"/oauth/mtls/token", "POST", token},
    Endpoint{"/oauth/mtls/revoke", "POST", revoke},
    Endpoint{"/oauth/mtls/introspect", "POST", introspect},
    Endpoint{"/oauth/mtls/device_authorization", "POST", device_authorization},
    Endpoint{"/oauth/userinfo", "GET", user_info},
    Endpoint{"/oauth/userinfo", "POST", user_info},
    Endpoint{"/oauth/device_authorization", "POST", device_authorization},
    Endpoint{"/oauth/device", "GET", show_device},
    Endpoint{"/oauth/device", "POST", enter_user_code},
    Endpoint{"/oauth/register", "POST", register_client},
    Endpoint{"/oauth/register/", "GET", manage_client},
    Endpoint{"/oauth/register/", "PUT", manage_client},
    Endpoint{"/oauth/register/", "DELETE", manage_client},
};

bool fits(const Endpoint& endpoint, std::string_view path) noexcept {
  return endpoint.path.ends_with('/') ? path.starts_with(endpoint.path) && path.size() > endpoint.path.size()
                                      : path == endpoint.path;
}

Reply no_such_endpoint(std::string_view path) {
  std::string allowed;
  for (const Endpoint& endpoint : kEndpoints) {
    if (fits(endpoint, path)) allowed.append(allowed.empty() ? "" : ", ").append(endpoint.method);
  }
  if (allowed.empty())
    return failure(404, "NOT_FOUND", "There is nothing at this address; the metadata tells what there is.");
  Reply reply = failure(405, "METHOD_NOT_ALLOWED", "This address does not take this method, but " + allowed + ".");
  reply.headers.emplace_back("Allow", allowed);
  return reply;
}

}  // namespace

std::chrono::steady_clock::time_point ShiftedClock::steady_now() const noexcept { return clock_.steady_now(); }
std::chrono::system_clock::time_point ShiftedClock::wall_now() const noexcept { return clock_.wall_now() + offset_; }

AuthorizationServer::AuthorizationServer(Database& database, const Clock& clock, const RealmOptions& options,
                                         const TlsClient& shown, std::chrono::seconds clock_offset,
                                         oauth::Signer signer)
    : clock_(clock, clock_offset), realm_(database, clock_, options, std::move(signer)) {
  Database::Transaction transaction(database);
  state_ = {{"issuer", realm_.issuer}, {"clients", seed_clients(realm_, shown)}, {"users", seed_users(realm_)}};
  state_["client_id"] = state_["clients"]["public"]["client_id"];
  transaction.commit();
}

Result<std::unique_ptr<AuthorizationServer>> AuthorizationServer::make(Database& database, const Clock& clock,
                                                                       const RealmOptions& options,
                                                                       const TlsClient& shown,
                                                                       std::chrono::seconds clock_offset) {
  auto signer = oauth::Signer::from_pem(make_private_key(), oauth::Algorithm::es256, "sandbox-1");
  if (!signer) return std::move(signer).error();
  return std::unique_ptr<AuthorizationServer>(
      new AuthorizationServer(database, clock, options, shown, clock_offset, *std::move(signer)));
}

bool AuthorizationServer::owns(std::string_view path) noexcept {
  return path.starts_with("/oauth/") || path.starts_with("/.well-known/");
}

Reply AuthorizationServer::respond(const Request& request) {
  const std::string_view path = path_of(request.target);
  const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
  const auto* const endpoint =
      std::ranges::find_if(kEndpoints, [&](const Endpoint& each) { return each.method == method && fits(each, path); });
  // Of two requests with the same code or refresh token, one comes first. A refusal may have taken tokens away: what was
  // done stays done.
  Database::Transaction transaction(realm_.database);
  Reply reply = endpoint == kEndpoints.end() ? no_such_endpoint(path) : endpoint->respond(realm_, request);
  transaction.commit();
  offer_nonce(request, reply);
  return reply;
}

json AuthorizationServer::clients() { return describe_clients(realm_); }

Result<json> AuthorizationServer::add_client(const json& metadata) { return sandbox::add_client(realm_, metadata); }

bool AuthorizationServer::remove_client(std::string_view id) {
  Database::Transaction transaction(realm_.database);
  const bool removed = sandbox::remove_client(realm_, id);
  transaction.commit();
  return removed;
}

void AuthorizationServer::offer_nonce(const Request& request, Reply& reply) {
  if (request.headers.contains("DPoP")) reply.headers.emplace_back("DPoP-Nonce", realm_.dpop.nonce());
}

void AuthorizationServer::spoil(const Fault& fault, Reply& reply) const { spoil_answer(realm_, fault, reply); }

std::optional<Reply> AuthorizationServer::authenticate(const Request& request, Principal& principal) {
  auto refusal = authenticate_by_token(realm_, request, principal);
  if (refusal) offer_nonce(request, *refusal);
  return refusal;
}

}  // namespace cfy::sandbox
