#include "sandbox/oauth/token_endpoint.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "sandbox/oauth/answer.hpp"
#include "sandbox/oauth/client_authentication.hpp"
#include "sandbox/oauth/token_grants.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

struct GrantType {
  std::string_view name;
  Result<json> (*answer)(Realm&, const TokenRequest&);
};
constexpr std::array kGrantTypes = {
    GrantType{"authorization_code", code_grant},
    GrantType{"refresh_token", refresh_grant},
    GrantType{"client_credentials", client_credentials_grant},
    GrantType{"urn:ietf:params:oauth:grant-type:device_code", device_grant},
    GrantType{"urn:ietf:params:oauth:grant-type:token-exchange", exchange_grant},
};

Result<json> answer(Realm& realm, const Request& request) {
  auto form = Parameters::of_body(request);
  if (!form) return std::move(form).error();
  auto client = authenticate_client(realm, request, *form);
  if (!client) return std::move(client).error();
  auto jkt = realm.dpop.check(request, realm.origin + request.target, nullptr);
  if (!jkt) return std::move(jkt).error();
  if (client->dpop_bound && jkt->empty()) {
    return oauth_refusal("invalid_dpop_proof", "This client's tokens are bound to a key: send a proof.");
  }
  const auto type = form->needed("grant_type");
  if (!type) return type.error();
  const auto* const grant = std::ranges::find(kGrantTypes, *type, &GrantType::name);
  if (grant == kGrantTypes.end()) return oauth_refusal("unsupported_grant_type", "There is no such grant_type here.");
  if (!client->may_use(*type)) {
    return oauth_refusal("unauthorized_client", "This client may not use the grant " + *type + ".");
  }
  std::string x5t;
  if (client->certificate_bound) {
    if (!request.certificate) return client_refusal("This client's tokens are bound to its certificate: show it.");
    x5t = request.certificate->thumbprint;
  }
  return grant->answer(realm, {*std::move(client), *std::move(form), *std::move(jkt), std::move(x5t)});
}

}  // namespace

Reply token(Realm& realm, const Request& request) {
  const auto result = answer(realm, request);
  return result ? oauth_answer(200, *result) : oauth_answer(result.error());
}

}  // namespace cfy::sandbox
