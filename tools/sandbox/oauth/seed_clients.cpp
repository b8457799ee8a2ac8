#include "sandbox/oauth/seed_clients.hpp"

#include <stdexcept>
#include <string>

#include "sandbox/oauth/client_registration.hpp"
#include "sandbox/oauth/id_token.hpp"
#include "sandbox/random.hpp"
#include "sandbox/records.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

std::string all_scopes(const Realm& realm) {
  std::string text = "read write";
  for (const std::string& scope : realm.scopes) text += ' ' + scope;
  return text;
}

json metadata(const Realm& realm, const std::string& name, const char* method) {
  json types = json::array();
  for (const std::string_view type : grant_types()) {
    if (type != "client_credentials" || std::string_view(method) != "none") types.push_back(type);
  }
  return {{"client_name", name},
          {"token_endpoint_auth_method", method},
          {"redirect_uris", {"http://127.0.0.1/callback", "http://[::1]/callback", "https://app.example.com/callback"}},
          {"grant_types", std::move(types)},
          {"scope", all_scopes(realm)}};
}

json made(Realm& realm, const json& registered, const char* id) {
  const auto answer = add_client(realm, registered, id);
  if (!answer) throw std::runtime_error("the client " + std::string(id) + ": " + answer.error().message);
  json kept = {{"client_id", id},
               {"authentication", answer->at("token_endpoint_auth_method")},
               {"registration_client_uri", answer->at("registration_client_uri")},
               {"registration_access_token", answer->at("registration_access_token")}};
  if (answer->contains("client_secret")) kept["client_secret"] = answer->at("client_secret");
  return kept;
}

json with_key(Realm& realm) {
  const secrets::Secret pem = make_private_key();
  const auto signer = oauth::Signer::from_pem(pem, oauth::Algorithm::es256, "sandbox-jwt-1");
  if (!signer) throw std::runtime_error(signer.error().message);
  json registered = metadata(realm, "A service with a key", "private_key_jwt");
  registered["jwks"] = json::parse(jwk_set(*signer));
  json kept = made(realm, registered, "sandbox-jwt");
  kept["private_key"] = pem.reveal();
  kept["key_id"] = signer->kid();
  return kept;
}

json with_certificate(Realm& realm, const TlsClient& shown) {
  json registered = metadata(realm, "A service with a certificate", "tls_client_auth");
  registered["tls_client_auth_subject_dn"] = "CN=" + shown.id;
  registered["tls_client_certificate_bound_access_tokens"] = true;
  json kept = made(realm, registered, shown.id.c_str());
  kept["certificate"] = shown.certificate_pem;
  kept["private_key"] = shown.key_pem;
  return kept;
}

}  // namespace

json seed_clients(Realm& realm, const TlsClient& shown) {
  json bound = metadata(realm, "An app with bound tokens", "none");
  bound["dpop_bound_access_tokens"] = true;
  json pushing = metadata(realm, "A service that pushes", "client_secret_basic");
  pushing["require_pushed_authorization_requests"] = true;
  return {{"public", made(realm, metadata(realm, "The command line", "none"), "sandbox-public")},
          {"basic", made(realm, metadata(realm, "A service", "client_secret_basic"), "sandbox-basic")},
          {"post", made(realm, metadata(realm, "A service with forms", "client_secret_post"), "sandbox-post")},
          {"jwt", with_key(realm)},
          {"mtls", with_certificate(realm, shown)},
          {"dpop", made(realm, bound, "sandbox-dpop")},
          {"par", made(realm, pushing, "sandbox-par")}};
}

json seed_users(Realm& realm) {
  constexpr std::size_t kCharacters = 24;
  json users = json::array();
  for (const char* const id : {"usr_0001", "usr_0002", "usr_0003"}) {
    const auto record = RecordStore(realm.database, "users").find(id);
    if (!record) continue;
    const std::string password = random_base32(kCharacters);
    const std::string username = record->at("email");
    realm.users[username] = {id, record->at("name"), sha256_hex(password)};
    users.push_back({{"username", username}, {"password", password}});
  }
  return users;
}

}  // namespace cfy::sandbox
